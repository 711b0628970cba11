/// Seconds since a run began, those of earlier sessions included; for times, never for decisions
/// within a batch.
package struct SearchClock: Sendable {
  private let begin = ContinuousClock.now
  private let before: Double

  /// Children made in earlier sessions.
  package let programsBefore: Int

  /// A clock that goes on where an earlier session stopped.
  package init(secondsBefore: Double = 0, programsBefore: Int = 0) {
    before = secondsBefore
    self.programsBefore = programsBefore
  }

  /// Seconds of this session.
  package var sessionSeconds: Double {
    let duration = (ContinuousClock.now - begin).components
    return Double(duration.seconds) + Double(duration.attoseconds) * 1e-18
  }

  /// Seconds of all sessions.
  package var elapsed: Double { before + sessionSeconds }
}
