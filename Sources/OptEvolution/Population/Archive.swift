package import OptProgram

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

/// How a program is kept.
package enum ProgramForm: Hashable, Sendable {
  case program(Program)

  /// Flat text that was read without a mistake: a quarter of the memory, for programs few of which are
  /// asked for again.
  case text(String)

  /// The program, which is read each time where there is only its text.
  package var program: Program {
    switch self {
    case .program(let program): return program
    case .text(let text):
      guard let program = try? Program(flatText: text) else {
        preconditionFailure("the text of a program was read before")
      }
      return program
    }
  }
}

/// What the search knows of one behaviour, however many programs have it.
package struct ArchiveEntry: Hashable, Sendable {
  /// The individual that was measured first.
  package var id: Int

  /// Its program, in the form in which it is kept.
  package var form: ProgramForm

  /// The dataflow hash of that program.
  package var dataflow: UInt64

  /// The hash all programs of the entry share.
  package var behaviour: UInt64

  /// How well it does.
  package var fitness = Fitness()

  /// What validation found, nil if never asked.
  package var validation: ValidationResult?

  /// Its program.
  package var program: Program { form.program }
}

/// The score of a program on seeds and tasks that the search does not select by.
public struct ValidationResult: Hashable, Sendable {
  /// The mean log ratio to the tuned baseline.
  public var score: Double

  /// The standard error of the mean.
  public var error: Double

  /// The number of repetitions behind it.
  public var repetitions: Int

  /// A mean of scores.
  package init(score: Double, error: Double, repetitions: Int) {
    self.score = score
    self.error = error
    self.repetitions = repetitions
  }

  /// The result with further scores taken in.
  package init(_ old: ValidationResult?, adding scores: [Double]) {
    var count = Double(old?.repetitions ?? 0)
    var mean = old?.score ?? 0
    // Welford's sums, taken up again from the standard error.
    var squares = (old?.error ?? 0) * (old?.error ?? 0) * count * max(0, count - 1)
    for score in scores {
      count += 1
      let difference = score - mean
      mean += difference / count
      squares += difference * (score - mean)
    }
    score = mean
    error = count > 1 ? (squares / (count * (count - 1))).squareRoot() : 0
    repetitions = Int(count)
  }
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
  private var byID: [Int: Int] = [:]

  /// The places of entries that were validated.
  private var validated: [Int] = []

  /// By entry: what orders it among the best, the least where it is not to be one of them.
  ///
  /// Entries are large: to look through all of them for the best would take longer than all else in a batch.
  private var ranks: [Double] = []

  package init() {}

  /// The entry at a place.
  package subscript(place: Int) -> ArchiveEntry { entries[place] }

  /// Takes over how well an entry does.
  package mutating func update(_ place: Int, _ fitness: Fitness) {
    entries[place].fitness = fitness
    ranks[place] = Archive.rank(fitness)
  }

  /// Takes over what validation found of an entry.
  package mutating func update(_ place: Int, _ validation: ValidationResult) {
    if entries[place].validation == nil { validated.append(place) }
    entries[place].validation = validation
  }

  private static func rank(_ fitness: Fitness) -> Double {
    fitness.isPartial ? -.infinity : fitness.rank
  }

  /// The entry of a dataflow hash and the canonical hash that goes with it.
  package func find(dataflow: UInt64) -> (entry: Int, canonical: UInt64)? { byDataflow[dataflow] }

  /// The entry of a canonical hash.
  package func find(canonical: UInt64) -> Int? { byCanonical[canonical] }

  /// The entry of a behavioural hash.
  package func find(behaviour: UInt64) -> Int? { byBehaviour[behaviour] }

  /// The entry that an individual was the first of.
  package func find(id: Int) -> Int? { byID[id] }

  /// The entries of the best validations, best first, the first of equals.
  ///
  /// Those with more repetitions stand before those with fewer: whoever has fewer was left behind in an
  /// earlier round of a choice, or is lucky.
  package func bestValidated(_ count: Int) -> [Int] {
    let results = validated.compactMap { place in
      entries[place].validation.map { (place: place, result: $0) }
    }
    return results.sorted {
      ($1.result.repetitions, $1.result.score, $0.place)
        < ($0.result.repetitions, $0.result.score, $1.place)
    }.prefix(count).map(\.place)
  }

  /// The entries of the best search scores that fulfil a condition, best first, the first of equals.
  package func best(_ count: Int, where isWanted: (ArchiveEntry) -> Bool) -> [Int] {
    var best: [Int] = []
    var least = -Double.infinity
    for (place, rank) in ranks.enumerated() where rank > least && isWanted(entries[place]) {
      best.insert(place, at: best.firstIndex { ranks[$0] < rank } ?? best.count)
      if best.count > count { best.removeLast() }
      if best.count == count { least = best.last.map { ranks[$0] } ?? .infinity }
    }
    return best
  }

  /// Makes a program findable by its hashes; the first entry of a hash keeps it.
  package mutating func register(_ hashes: ProgramHashes, at entry: Int) {
    if byDataflow[hashes.dataflow] == nil {
      byDataflow[hashes.dataflow] = (entry, hashes.canonical)
    }
    if byCanonical[hashes.canonical] == nil { byCanonical[hashes.canonical] = entry }
    if byBehaviour[hashes.behaviour] == nil { byBehaviour[hashes.behaviour] = entry }
  }

  /// Adds an entry under its hashes and gives its place.
  package mutating func add(_ entry: ArchiveEntry, _ hashes: ProgramHashes) -> Int {
    entries.append(entry)
    ranks.append(Archive.rank(entry.fitness))
    byID[entry.id] = entries.count - 1
    register(hashes, at: entries.count - 1)
    return entries.count - 1
  }
}
