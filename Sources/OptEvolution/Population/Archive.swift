public import OptProgram

/// The three hashes of a program, each blind to more differences than the one before.
public struct ProgramHashes: Hashable, Sendable {
  /// Names, order and dead statements do not matter.
  public var dataflow: UInt64

  /// Nor does how the same algebra is written.
  public var canonical: UInt64

  /// The rounded weights after a few steps on fixed inputs.
  public var behaviour: UInt64

  /// The hashes of a program.
  public init(dataflow: UInt64, canonical: UInt64, behaviour: UInt64) {
    self.dataflow = dataflow
    self.canonical = canonical
    self.behaviour = behaviour
  }
}

/// Which hash found a program in the archive.
public enum CacheKind: String, CaseIterable, Hashable, Sendable, Codable {
  case dataflow
  case canonical
  case behaviour
}

/// What the search knows of one behaviour, however many programs have it.
package struct ArchiveEntry: Hashable, Sendable {
  /// The individual that was measured first.
  package var id: Int

  /// Its program.
  package var program: Program

  /// The hash all programs of the entry share.
  package var behaviour: UInt64

  /// The mean over evaluations, nil if refused.
  package var score: Double?

  /// Why there is no score.
  package var refusal: Refusal?

  /// Whether the score is of the first, hopeless trainings only.
  package var isPartial = false

  /// The number of evaluations behind the score, each on its own seeds.
  package var evaluations = 0

  /// Mean losses, sorted by task.
  package var losses: [TaskLoss] = []

  /// What validation found, nil if never asked.
  package var validation: ValidationResult?

  /// A score that orders refused programs last.
  package var rank: Double { score ?? -.infinity }
}

/// The score of a program on seeds and tasks that the search does not select by.
public struct ValidationResult: Hashable, Sendable {
  /// The mean log ratio to the tuned baseline.
  public var score: Double

  /// The standard error of the mean.
  public var error: Double

  /// The number of repetitions behind it.
  public var repetitions: Int
}

/// Every behaviour met so far, found by any of three hashes.
///
/// Failures are kept like scores: what diverged once is not trained again.
package struct Archive: Sendable {
  /// The entries, in the order of their first individual.
  package private(set) var entries: [ArchiveEntry] = []

  private var byDataflow: [UInt64: (entry: Int, canonical: UInt64)] = [:]
  private var byCanonical: [UInt64: Int] = [:]
  private var byBehaviour: [UInt64: Int] = [:]

  package init() {}

  /// The entry at a place.
  package subscript(place: Int) -> ArchiveEntry {
    get { entries[place] }
    set { entries[place] = newValue }
  }

  /// The entry of a dataflow hash and the canonical hash that goes with it.
  package func find(dataflow: UInt64) -> (entry: Int, canonical: UInt64)? { byDataflow[dataflow] }

  /// The entry of a canonical hash.
  package func find(canonical: UInt64) -> Int? { byCanonical[canonical] }

  /// The entry of a behavioural hash.
  package func find(behaviour: UInt64) -> Int? { byBehaviour[behaviour] }

  /// Makes a program findable by its hashes; the first entry of a hash keeps it.
  package mutating func register(_ hashes: ProgramHashes, at entry: Int) {
    if byDataflow[hashes.dataflow] == nil { byDataflow[hashes.dataflow] = (entry, hashes.canonical) }
    if byCanonical[hashes.canonical] == nil { byCanonical[hashes.canonical] = entry }
    if byBehaviour[hashes.behaviour] == nil { byBehaviour[hashes.behaviour] = entry }
  }

  /// Adds an entry under its hashes and gives its place.
  package mutating func add(_ entry: ArchiveEntry, _ hashes: ProgramHashes) -> Int {
    entries.append(entry)
    register(hashes, at: entries.count - 1)
    return entries.count - 1
  }
}
