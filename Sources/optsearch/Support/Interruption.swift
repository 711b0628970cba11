import Foundation
import OptEvolution
import Synchronization

/// Ctrl-C: the first one asks for a clean end, the second one ends at once.
enum Interruption {
  /// Requested by the first Ctrl-C.
  static let stop = StopFlag()

  private static let request = Atomic<Bool>(false)

  /// Begins to watch for Ctrl-C in a session that outlives it: the present work ends, nothing else.
  static func watch() {
    _ = wasRequested()
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      Interruption.request.store(true, ordering: .relaxed)
      // The terminal has shown `^C`: what follows begins on a line of its own.
      let lineEnd: StaticString = "\n"
      _ = write(STDERR_FILENO, lineEnd.utf8Start, lineEnd.utf8CodeUnitCount)
    }
    sigaction(SIGINT, &action, nil)
  }

  /// Whether Ctrl-C came since the last question.
  static func wasRequested() -> Bool { request.exchange(false, ordering: .relaxed) }

  /// Does work that Ctrl-C cancels.
  ///
  /// - Throws: `Failure` if it was cancelled, and what the work throws.
  static func cancels<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task { try await work() }
    // A thread and no task: the work may keep every thread busy that tasks have.
    let watcher = Thread {
      while !Thread.current.isCancelled {
        if wasRequested() { task.cancel() }
        Thread.sleep(forTimeInterval: 0.05)
      }
    }
    watcher.start()
    defer { watcher.cancel() }
    do {
      return try await task.value
    } catch is CancellationError {
      throw Failure("interrupted")
    }
  }

  /// Exit code of an interrupted command.
  static let exitCode: Int32 = 130

  /// Begins to watch for Ctrl-C and for a polite request to end.
  static func install() {
    _ = stop
    for signal in [SIGINT, SIGTERM] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in
        if Interruption.stop.isRequested { _exit(Interruption.exitCode) }
        Interruption.stop.request()
        // Only what POSIX calls async-signal-safe may be used here.
        let text: StaticString = "\nstopping; Ctrl-C again to quit at once\n"
        _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
      }
      sigaction(signal, &action, nil)
    }
  }
}
