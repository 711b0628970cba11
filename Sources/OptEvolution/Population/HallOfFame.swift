public import OptProgram

/// Programs of which no other is better in score, statements and state at once.
public struct HallOfFame: Sendable {
  /// One program of the front.
  public struct Entry: Hashable, Sendable {
    /// The individual that was the first to behave like this.
    public var id: Int

    /// The program without dead statements and unused names.
    public var program: Program

    /// The mean score the search selects by.
    public var searchScore: Double

    /// The score on fresh seeds, nil if it was not measured.
    public var validation: ValidationResult?

    /// Live statements.
    public var statements: Int

    /// Bytes kept between steps for each parameter.
    public var stateBytes: Double

    /// The score the front is made of.
    public var score: Double { validation?.score ?? searchScore }
  }

  /// The front, best score first.
  public let entries: [Entry]

  /// The front of the best programs of an archive; with `onlyValidated`, of those measured on fresh seeds.
  package init(_ archive: Archive, onlyValidated: Bool, candidates: Int = 500) {
    let places = archive.best(candidates) { !onlyValidated || $0.validation != nil }
    let all = places.map { HallOfFame.entry(archive[$0]) }.sorted {
      ($1.score, $0.statements, $0.stateBytes, $0.id)
        < ($0.score, $1.statements, $1.stateBytes, $1.id)
    }
    var front: [Entry] = []
    // Sorted by score, an entry is on the front unless an earlier one is as small in both other ways.
    for entry in all
    where !front.contains(where: {
      $0.statements <= entry.statements && $0.stateBytes <= entry.stateBytes
    }) {
      front.append(entry)
    }
    entries = front
  }

  /// The best programs of an archive, on the front or not.
  package static func contenders(
    _ archive: Archive,
    onlyValidated: Bool,
    candidates: Int = 200
  ) -> [Entry] {
    archive.best(candidates) { !onlyValidated || $0.validation != nil }.map { entry(archive[$0]) }
  }

  private static func entry(_ known: ArchiveEntry) -> Entry {
    let program = known.program.removingDeadCode(unusedDeclarations: true)
    return Entry(
      id: known.id,
      program: program,
      searchScore: known.fitness.rank,
      validation: known.validation,
      statements: program.statementCount,
      stateBytes: program.stateBytesPerElement
    )
  }
}
