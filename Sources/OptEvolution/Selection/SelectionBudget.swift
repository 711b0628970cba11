/// Divides a budget of seconds among the stages of a selection, the final table first.
struct SelectionBudget {
  /// Seconds of everything; nil if there is no limit.
  let seconds: Double?

  /// Wall seconds of one training of each task when all threads are busy.
  let secondsPerTraining: [String: Double]

  /// Candidates may be slower than the reference that was measured.
  private static let margin = 1.25

  /// The greatest part of the budget that the final table may be planned to take.
  private static let finalShare = 0.7

  /// Trainings with which a rule can still be tuned.
  private static let leastTuning = 24

  /// Seconds to tune and train one rule on tasks.
  func cost(_ tasks: [String], tuning: Int, seeds: Int) -> Double {
    let oneRound = tasks.reduce(0) { $0 + (secondsPerTraining[$1] ?? 0) }
    return SelectionBudget.margin * oneRound * Double(tuning + seeds)
  }

  /// The number of trainings that each rule of the final table is tuned with.
  func finalTuning(_ tasks: [String], rules: Int, wanted: Int, seeds: Int) -> Int {
    guard let seconds else { return wanted }
    let one = cost(tasks, tuning: 1, seeds: 0) * Double(rules)
    let affordable = SelectionBudget.finalShare * seconds / one - Double(seeds)
    return min(wanted, max(SelectionBudget.leastTuning, Int(min(affordable, 1e6))))
  }

  /// The number of candidates of a stage, 0 to leave it out.
  ///
  /// What is not reserved for the final table is divided evenly among the stages left: the small
  /// tasks need less than their part, and leave it to the larger ones.
  func candidates(
    _ wanted: Int,
    costOfOne: Double,
    elapsed: Double,
    reserve: Double,
    stagesLeft: Int
  ) -> Int {
    guard let seconds, costOfOne > 0 else { return wanted }
    let share = max(0, seconds - elapsed - reserve) / Double(stagesLeft)
    // The reference is tuned and trained as well.
    return min(wanted, max(0, Int(min(share / costOfOne, 1e6)) - 1))
  }
}
