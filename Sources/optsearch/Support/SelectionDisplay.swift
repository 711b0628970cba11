import OptEvolution
import Synchronization

/// The progress line of a selection; where nobody watches, one line for each table.
final class SelectionDisplay: Sendable {
  private struct State {
    let line = ProgressLine()
    var table = ""
  }

  private let state = Mutex(State())

  /// Shows what is being tuned.
  func show(_ progress: SelectionProgress) {
    let table = "\(progress.stage) \(progress.task)"
    let seconds = Int(progress.elapsed.rounded())
    state.withLock { state in
      state.line.show("\(seconds) s, \(table): tuning and training \(progress.rule)")
      guard !state.line.isDrawn, table != state.table else { return }
      state.table = table
      Console.note("\(seconds) s, \(table)")
    }
  }

  /// Clears the line.
  func finish() { state.withLock { $0.line.finish() } }
}
