/// What the final table of a selection is made of.
struct FinalTable: Hashable {
  /// What finds the tasks, in the order of their tables.
  var tasks: [String] = []

  /// Trainings to tune each rule with, for each task.
  var tuningTrainings: [Int] = []

  /// Programs beside the references.
  var finalists: Int

  /// What a budget took from the table that was wanted, one clause each.
  func concessions(to wanted: FinalTable) -> [String] {
    var clauses: [String] = []
    let leftOut = wanted.tasks.filter { !tasks.contains($0) }
    if !leftOut.isEmpty {
      clauses.append("the budget does not allow \(leftOut.joined(separator: ", "))")
    }
    if finalists < wanted.finalists {
      clauses.append("the budget allows \(finalists) of \(wanted.finalists) finalists")
    }
    let most = wanted.tuningTrainings.max() ?? 0
    let fewer = zip(tasks, tuningTrainings).filter { $0.1 < most }.map { "\($0.1) (\($0.0))" }
    if !fewer.isEmpty {
      let counts = fewer.joined(separator: ", ")
      clauses.append("the budget allows \(counts) of \(most) trainings to tune a rule")
    }
    return clauses
  }
}
