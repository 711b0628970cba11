import Foundation
import Synchronization

/// A fixed number of threads that wait for work together; handing them work allocates nothing.
///
/// The caller is one of them. The others look for new work for a while after the last, then sleep.
final class ThreadTeam {
  /// Work in parts that may be done at the same time.
  protocol Work: AnyObject {
    /// Does one of several parts.
    func perform(part: Int, of parts: Int)
  }

  /// The number of threads, the caller included.
  let count: Int

  private let board: Board

  /// A team of so many threads, at least one.
  init(count: Int) {
    self.count = max(1, count)
    board = Board()
    for part in 1..<self.count {
      let thread = Thread { [board] in board.serve(part) }
      thread.name = "optimizer \(part)"
      thread.start()
    }
  }

  deinit { board.dismiss() }

  /// Does all parts of some work, at most one on each thread, and returns when they are done.
  func run(_ work: any Work, parts: Int) {
    board.publish(work, parts: min(parts, count), helpers: count - 1)
    work.perform(part: 0, of: min(parts, count))
    board.waitForHelpers()
  }

  /// Where the caller leaves work for the threads; it outlives the team until the last one has left.
  private final class Board: @unchecked Sendable {
    // Unchecked: `work` and `parts` are written only while no helper looks at them.
    private var work: (any Work)?
    private var parts = 0
    private let round = Atomic(0)
    private let working = Atomic(0)
    private let isDismissed = Atomic(false)
    private let wakeUp = NSCondition()

    /// Looks at the board before a thread sleeps, or gives way to others: some ten microseconds.
    private static let patience = 4_000

    func publish(_ work: any Work, parts: Int, helpers: Int) {
      self.work = work
      self.parts = parts
      working.store(helpers, ordering: .relaxed)
      nextRound()
    }

    func waitForHelpers() {
      var looks = 0
      while working.load(ordering: .acquiring) > 0 {
        looks += 1
        if looks > Board.patience { sched_yield() }
      }
      work = nil
    }

    func dismiss() {
      isDismissed.store(true, ordering: .relaxed)
      nextRound()
    }

    private func nextRound() {
      wakeUp.lock()
      round.add(1, ordering: .releasing)
      wakeUp.broadcast()
      wakeUp.unlock()
    }

    /// A helper's life.
    func serve(_ part: Int) {
      var seen = 0
      while true {
        seen = nextRound(after: seen)
        if isDismissed.load(ordering: .relaxed) { return }
        if part < parts { work?.perform(part: part, of: parts) }
        working.subtract(1, ordering: .releasing)
      }
    }

    private func nextRound(after seen: Int) -> Int {
      for _ in 0..<Board.patience {
        let now = round.load(ordering: .acquiring)
        if now != seen { return now }
      }
      wakeUp.lock()
      defer { wakeUp.unlock() }
      while round.load(ordering: .acquiring) == seen { wakeUp.wait() }
      return round.load(ordering: .acquiring)
    }
  }
}
