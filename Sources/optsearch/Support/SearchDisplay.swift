import Foundation
import OptEvolution
import OptProgram
import Synchronization

/// The progress line of a search, and `best.opt` as soon as there is something better.
final class SearchDisplay: Sendable {
  private struct State {
    let line = ProgressLine()
    var best: Program?
  }

  private let state = Mutex(State())
  private let directory: RunDirectory

  /// A display of the search in a directory.
  init(directory: RunDirectory) { self.directory = directory }

  /// Shows how far the search is.
  func show(_ progress: SearchProgress) {
    state.withLock { state in
      state.line.show(text(progress))
      guard let best = progress.best, best != state.best else { return }
      state.best = best
      // Written again at the end, where a failure is told.
      try? SearchReport.writeBest(best, validation: progress.validation, in: directory)
    }
  }

  /// Clears the line.
  func finish() { state.withLock { $0.line.finish() } }

  private func text(_ progress: SearchProgress) -> String {
    switch progress.phase {
    case .tuning: return "tuning the start"
    case .choosing: return "choosing among the best on fresh seeds"
    case .comparing: return "comparing with AdamW and Lion, everything tuned"
    case .searching: break
    }
    let statistics = progress.statistics
    let hits = CacheKind.allCases.reduce(0) { $0 + statistics.hits($1) }
    var parts = [
      "\(statistics.programs) programs", "\(statistics.evaluations) evaluated", "\(hits) cached",
      "\(shortNumber(progress.programsPerSecond, digits: 3))/s",
    ]
    if let score = progress.bestScore { parts.append("best \(signed(score))") }
    if let validation = progress.validation {
      parts.append("validated \(signed(validation.score))")
    }
    if let left = progress.secondsLeft { parts.append("\(Int(left.rounded())) s left") }
    return parts.joined(separator: ", ")
  }

  private func signed(_ value: Double) -> String { String(format: "%+.3f", value) }
}
