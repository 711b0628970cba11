import OptEvolution
import Synchronization

/// The steps of a simplification on standard error as they are made, with a line of progress between them.
final class SimplificationDisplay: Sendable {
  private let line: Mutex<ProgressLine>
  private let isEnabled: Bool
  private let showsAll: Bool

  /// A display; one that is not enabled stays silent.
  init(isEnabled: Bool, showsAll: Bool) {
    line = Mutex(ProgressLine(isEnabled: isEnabled))
    self.isEnabled = isEnabled
    self.showsAll = showsAll
  }

  /// Shows what a simplification tells.
  func show(_ event: SimplificationEvent) {
    guard isEnabled else { return }
    line.withLock { line in
      switch event {
      case .tuning, .deleting, .rounding: line.show(SimplificationText.line(of: event))
      case .changed(let step):
        line.finish()
        Console.note(SimplificationText.line(of: step, showsAllLaws: showsAll))
      case .refused(let step):
        guard showsAll else { return }
        line.finish()
        Console.note(SimplificationText.line(ofRefused: step))
      }
    }
  }

  /// Clears the line.
  func finish() { line.withLock { $0.finish() } }
}
