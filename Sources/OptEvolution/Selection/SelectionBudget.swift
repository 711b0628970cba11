/// Divides a budget of seconds among the stages of a selection, the final table first.
struct SelectionBudget {
  let configuration: SelectionConfiguration

  /// The number of known rules in the final table.
  let references: Int

  /// Wall seconds of one training of each task when all threads are busy.
  private(set) var secondsPerTraining: [String: Double] = [:]

  /// How much longer trainings may take than those that were timed, with another rule or on a busier machine.
  private(set) var margin = SelectionBudget.expectedMargin

  private static let expectedMargin = 1.15
  private static let greatestMargin = 2.0

  /// The part of the budget whose tables say as much of the margin as was expected of it.
  private static let doubt = 0.1

  /// The part of the budget that is kept for simplification.
  private static let simplificationShare = 0.15

  /// The part of the budget by which the final table may exceed it before a task is given up.
  private static let overrun = 0.04

  init(_ configuration: SelectionConfiguration, references: Int) {
    self.configuration = configuration
    self.references = references
  }

  /// Takes in what one training of a task takes now.
  mutating func add(timing seconds: Double, of task: String) {
    // What the margin has learned about the machine is in the timing already.
    secondsPerTraining[task] = seconds * SelectionBudget.expectedMargin / margin
  }

  /// Seconds of everything; nil if there is no limit.
  var seconds: Double? { configuration.budget }

  /// Seconds that are left; nil if there is no limit.
  func left(elapsed: Double) -> Double? { seconds.map { max(0, $0 - elapsed) } }

  /// When the final table ends at the latest, in seconds since the selection began; nil if there is no limit.
  var latestEnd: Double? { seconds.map { (1 + SelectionBudget.overrun) * $0 } }

  /// Seconds kept for the simplification of all finalists, which may take more where more is left.
  var simplificationSeconds: Double {
    configuration.simplifies ? SelectionBudget.simplificationShare * (seconds ?? 0) : 0
  }

  /// When the next of some simplifications has to end so that the others and what is reserved keep their
  /// time, in seconds since the selection began; nil if there is no limit.
  func end(ofOneOf count: Int, elapsed: Double, reserve: Double) -> Double? {
    seconds.map { elapsed + ($0 - elapsed - reserve) / Double(count) }
  }

  /// Corrects the margin by the tables that have been made: the seconds they took, and those they would have
  /// taken at the speed that was timed.
  mutating func correctMargin(spent: Double, timed: Double) {
    guard let seconds else { return }
    let doubt = SelectionBudget.doubt * seconds
    let measured = SelectionBudget.expectedMargin * (spent + doubt) / (timed + doubt)
    margin = min(max(1, measured), SelectionBudget.greatestMargin)
  }

  /// Wall seconds to reckon with for one training of a task.
  func secondsOfTraining(_ task: String) -> Double { margin * secondsPerTraining[task, default: 0] }

  /// Seconds to tune and train one rule on the tasks of a stage.
  func cost(ofStage tasks: [String]) -> Double {
    let trainings = configuration.tuningTrainings + configuration.seeds
    return tasks.reduce(0) { $0 + secondsOfTraining($1) } * Double(trainings)
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
