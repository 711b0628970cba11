/// A budget of seconds with everything included, of which a part is kept for what follows the search.
package struct TimeLimit: Hashable, Sendable {
  /// Seconds of the whole run.
  package var budget: Double

  /// Full trainings that follow the search: the choice of the result and the final tables.
  package var trainingsAfter: Int

  /// Wall seconds of a full training when all threads are busy, as last measured.
  package var secondsPerTraining: Double

  /// Found programs may be slower than those that were measured.
  private static let margin = 1.2

  /// A budget too small for everything is overrun rather than spent on the table alone.
  private static let leastSearchShare = 0.3

  /// The report replays the journal, which takes about this share of the time in which it was written.
  private static let reportShare = 0.08

  /// Seconds since the run began after which no batch is begun.
  package var deadline: Double {
    let reserve = Double(trainingsAfter) * secondsPerTraining * TimeLimit.margin
    let search = (budget - reserve) / (1 + TimeLimit.reportShare)
    return max(search, budget * TimeLimit.leastSearchShare)
  }
}
