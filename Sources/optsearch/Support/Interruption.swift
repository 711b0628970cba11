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
    }
    sigaction(SIGINT, &action, nil)
  }

  /// Whether Ctrl-C came since the last question.
  static func wasRequested() -> Bool { request.exchange(false, ordering: .relaxed) }

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
