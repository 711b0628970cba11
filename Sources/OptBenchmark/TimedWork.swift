import Foundation
import Synchronization

/// Something that can be done any number of times in a row.
package struct TimedWork {
  /// Does it so many times; the seconds that all of them together took.
  package let seconds: (Int) -> Double

  /// Work of the calling thread.
  package init(_ body: @escaping () -> Void) {
    self.init(repeating: { count in for _ in 0..<count { body() } })
  }

  /// Work of the calling thread; the body does it the given number of times.
  init(repeating body: @escaping (_ count: Int) -> Void) {
    seconds = { count in ContinuousClock().measure { body(count) }.seconds }
  }

  /// Work of one thread for each body, which does it the given number of times.
  ///
  /// They begin together and do not wait for each other again.
  init(together bodies: [@Sendable (_ count: Int) -> Void]) {
    self.seconds = { count in StartingLine(bodies).seconds(count) }
  }
}

/// Threads that wait until all of them are there.
private final class StartingLine: Sendable {
  private let bodies: [@Sendable (Int) -> Void]
  private let arrived = Atomic(0)
  private let finished = Atomic(0)
  private let lastEnd = Mutex(ContinuousClock.now)

  init(_ bodies: [@Sendable (Int) -> Void]) { self.bodies = bodies }

  /// The time from the moment at which all threads are there to the end of the last one.
  func seconds(_ count: Int) -> Double {
    for place in bodies.indices.dropFirst() {
      Thread { [self] in _ = run(place, count) }.start()
    }
    let start = run(0, count)
    while finished.load(ordering: .acquiring) < bodies.count { sched_yield() }
    return (lastEnd.withLock { $0 } - start).seconds
  }

  private func run(_ place: Int, _ count: Int) -> ContinuousClock.Instant {
    arrived.add(1, ordering: .acquiringAndReleasing)
    while arrived.load(ordering: .acquiring) < bodies.count { sched_yield() }
    let start = ContinuousClock.now
    bodies[place](count)
    let end = ContinuousClock.now
    lastEnd.withLock { $0 = max($0, end) }
    finished.add(1, ordering: .acquiringAndReleasing)
    return start
  }
}
