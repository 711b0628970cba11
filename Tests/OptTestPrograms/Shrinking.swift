public import OptProgram

extension Program {
  /// A smaller program that still shows a failure: drops statements and guards for as long as the
  /// program verifies and `fails` says that it is still there.
  public func shrunk(while fails: (Program) -> Bool) -> Program {
    var smallest = self
    var hasShrunk = true
    while hasShrunk {
      hasShrunk = false
      for candidate in smallest.smallerPrograms {
        guard (try? candidate.verify()) != nil, fails(candidate) else { continue }
        smallest = candidate
        hasShrunk = true
        break
      }
    }
    let tidy = smallest.compacted(keeping: .used)
    return fails(tidy) ? tidy : smallest
  }

  private var smallerPrograms: [Program] {
    var candidates: [Program] = []
    for list in [\Program.step, \Program.evaluation, \Program.initialization] {
      for index in self[keyPath: list].indices.reversed() {
        var shorter = self
        shorter[keyPath: list].remove(at: index)
        candidates.append(shorter)
        guard self[keyPath: list][index].guardIndex != nil else { continue }
        var unguarded = self
        unguarded[keyPath: list][index].guardIndex = nil
        candidates.append(unguarded)
      }
    }
    return candidates
  }
}
