import OptEvolution
import Synchronization

/// The progress line of a selection; where nobody watches, one line for each table.
final class SelectionDisplay: Sendable {
  private struct State {
    let line = ProgressLine()
    var table = ""
  }

  private let state = Mutex(State())

  /// Shows what is being done.
  func show(_ progress: SelectionProgress) {
    let (table, work) = SelectionDisplay.text(progress)
    let seconds = SelectionDisplay.time(progress)
    state.withLock { state in
      state.line.show("\(seconds), \(table): \(work)")
      guard !state.line.isDrawn, table != state.table else { return }
      state.table = table
      Console.note("\(seconds), \(table)")
    }
  }

  private static func text(_ progress: SelectionProgress) -> (table: String, work: String) {
    guard let event = progress.simplification else {
      return ("\(progress.stage) \(progress.task)", "tuning and training \(progress.rule)")
    }
    return ("\(progress.stage) \(progress.rule)", SimplificationText.line(of: event))
  }

  private static func time(_ progress: SelectionProgress) -> String {
    let seconds = Int(progress.elapsed.rounded())
    guard let budget = progress.budget else { return "\(seconds) s" }
    return "\(seconds) s of \(Int(budget.rounded())) s"
  }

  /// Clears the line.
  func finish() { state.withLock { $0.line.finish() } }
}
