/// Divides a budget of seconds among the stages of a selection, the final table first.
struct SelectionBudget {
  /// Seconds of everything; nil if there is no limit.
  let seconds: Double?

  /// Wall seconds of one training of each task when all threads are busy.
  let secondsPerTraining: [String: Double]

  /// Whether the finalists are simplified.
  var simplifies = false

  /// Candidates may be slower than the reference that was measured.
  private static let margin = 1.25

  /// The greatest part of the budget that the final table may be planned to take.
  private static let finalShare = 0.7

  /// The part of the budget that is kept for simplification.
  private static let simplificationShare = 0.15

  /// Trainings with which a rule can still be tuned.
  private static let leastTuning = 24

  /// Seconds kept for the simplification of all finalists, which may take more where more is left.
  var simplificationSeconds: Double {
    simplifies ? SelectionBudget.simplificationShare * (seconds ?? 0) : 0
  }

  /// When the next of some simplifications has to end so that the others and what is reserved keep their
  /// time, in seconds since the selection began; nil if there is no limit.
  func end(ofOneOf count: Int, elapsed: Double, reserve: Double) -> Double? {
    seconds.map { elapsed + ($0 - elapsed - reserve) / Double(count) }
  }

  /// Seconds to tune and train one rule on tasks.
  func cost(_ tasks: [String], tuning: Int, seeds: Int) -> Double {
    let oneRound = tasks.reduce(0) { $0 + (secondsPerTraining[$1] ?? 0) }
    return SelectionBudget.margin * oneRound * Double(tuning + seeds)
  }

  /// Seconds that the final table may be planned to take; nil if there is no limit.
  private var finalSeconds: Double? {
    seconds.map { SelectionBudget.finalShare * ($0 - simplificationSeconds) }
  }

  /// The tasks of the final table without the slowest ones, which the budget does not allow; one at least.
  func finalTasks(_ tasks: [String], rules: Int, seeds: Int) -> [String] {
    guard let finalSeconds else { return tasks }
    var kept = tasks
    func takesTooLong() -> Bool {
      let one = cost(kept, tuning: SelectionBudget.leastTuning, seeds: seeds)
      return Double(rules) * one > finalSeconds
    }
    while kept.count > 1, takesTooLong() {
      let slowest = kept.max {
        secondsPerTraining[$0, default: 0] < secondsPerTraining[$1, default: 0]
      }
      kept.removeAll { $0 == slowest }
    }
    return kept
  }

  /// The number of trainings that each rule of the final table is tuned with.
  func finalTuning(_ tasks: [String], rules: Int, wanted: Int, seeds: Int) -> Int {
    guard let finalSeconds else { return wanted }
    let one = cost(tasks, tuning: 1, seeds: 0) * Double(rules)
    let affordable = finalSeconds / one - Double(seeds)
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
