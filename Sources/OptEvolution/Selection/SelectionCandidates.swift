import OptProgram

extension Archive {
  /// The best programs that differ in more than their numbers, best first.
  ///
  /// Ordered by the lower end of what validation found, so that the luck of few seeds counts little; those
  /// never validated come last, by search score. A search refines the numbers of its best programs, so
  /// that they would otherwise all be one.
  package func bestDistinct(_ count: Int) -> [ArchiveEntry] {
    let validated = entries.filter { $0.validation != nil }.sorted {
      ($1.cautiousScore, $0.id) < ($0.cautiousScore, $1.id)
    }
    let others = best(4 * count) { $0.validation == nil }.map { self[$0] }
    var chosen: [ArchiveEntry] = []
    var forms: Set<[Opcode]> = []
    for entry in validated + others where chosen.count < count && entry.fitness.refusal == nil {
      let live = entry.program.removingDeadCode(unusedDeclarations: true)
      if forms.insert(live.step.map(\.opcode)).inserted { chosen.append(entry) }
    }
    return chosen
  }
}

extension ArchiveEntry {
  /// The validation's mean less its standard error.
  fileprivate var cautiousScore: Double {
    validation.map { $0.score - $0.error } ?? -.infinity
  }
}
