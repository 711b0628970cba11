/// Counts of what a search did, for its progress line and its report.
public struct SearchStatistics: Hashable, Sendable {
  /// What one kind of mutation led to.
  public struct Outcomes: Hashable, Sendable {
    /// Children whose last mutation it was.
    public var children = 0
    /// Those that were trained for the first time.
    public var evaluated = 0
    /// Those that were refused.
    public var refused = 0
    /// Those with a better score than every program before them.
    public var records = 0
  }

  /// Children made, cached ones included.
  public var programs = 0

  /// Evaluations: first ones and repetitions on fresh seeds.
  public var evaluations = 0

  /// Trainings, those of validations included.
  public var trainings = 0

  /// Children found in the archive, by `CacheKind` in the order of its cases.
  public private(set) var cacheHits: [Int] = CacheKind.allCases.map { _ in 0 }

  /// Children refused, cached ones included, by `Refusal` in the order of its cases.
  public private(set) var refusals: [Int] = Refusal.allCases.map { _ in 0 }

  /// Outcomes by `MutationKind` in the order of its cases.
  public private(set) var mutations: [Outcomes] = MutationKind.allCases.map { _ in Outcomes() }

  /// Validations.
  public var validations = 0

  /// Seconds that all threads together spent in trainings of the batches, validations aside.
  public private(set) var trainingSeconds = 0.0

  /// Wall seconds of the batches.
  public private(set) var batchSeconds = 0.0

  /// Trainings made in batches.
  private var batchTrainings = 0

  /// Trainings a second in the batches.
  public var trainingsPerSecond: Double {
    batchSeconds > 0 ? Double(batchTrainings) / batchSeconds : 0
  }

  /// The part of the batches' time, on a number of threads, in which nothing was trained.
  public func shareOutsideTraining(threads: Int) -> Double {
    batchSeconds > 0 ? 1 - trainingSeconds / (batchSeconds * Double(threads)) : 0
  }

  /// The best search score so far.
  public private(set) var bestScore = -Double.infinity

  /// No counts yet.
  public init() {}

  /// Children found in the archive by one hash.
  public func hits(_ kind: CacheKind) -> Int { cacheHits[CacheKind.allCases.place(of: kind)] }

  /// Children refused for one reason.
  public func refused(_ refusal: Refusal) -> Int {
    refusals[Refusal.allCases.place(of: refusal)]
  }

  /// What one kind of mutation led to.
  public func outcomes(_ kind: MutationKind) -> Outcomes { mutations[kind.index] }

  /// Counts a batch, whose lines were made at one time.
  mutating func countBatch(seconds: Double) { batchSeconds += max(0, seconds) }

  mutating func count(_ record: IndividualRecord) {
    if record.generation > 0 {
      programs += 1
      trainingSeconds += record.time?.evaluation ?? 0
      batchTrainings += record.trainings
    }
    trainings += record.trainings
    if record.isEvaluated { evaluations += 1 }
    if let cached = record.cached { cacheHits[CacheKind.allCases.place(of: cached)] += 1 }
    if let refusal = record.fitness.refusal { refusals[Refusal.allCases.place(of: refusal)] += 1 }
    let isRecord = !record.fitness.isPartial && (record.fitness.score ?? -.infinity) > bestScore
    if isRecord { bestScore = record.fitness.score ?? bestScore }
    guard let mutation = record.mutations.last else { return }
    mutations[mutation.index].children += 1
    if record.cached == nil, record.fitness.refusal == nil {
      mutations[mutation.index].evaluated += 1
    }
    if record.fitness.refusal != nil { mutations[mutation.index].refused += 1 }
    if isRecord { mutations[mutation.index].records += 1 }
  }
}

extension [CacheKind] {
  fileprivate func place(of kind: CacheKind) -> Int { firstIndex(of: kind) ?? 0 }
}

extension [Refusal] {
  fileprivate func place(of refusal: Refusal) -> Int { firstIndex(of: refusal) ?? 0 }
}
