import Foundation

/// What the standard streams are connected to.
enum Terminal {
  /// Whether a stream is a terminal that can move its cursor.
  static func isInteractive(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// Whether text on a stream may be coloured: on a terminal, and never where `NO_COLOR` is set.
  static func usesColour(_ descriptor: Int32) -> Bool {
    let environment = ProcessInfo.processInfo.environment
    return isInteractive(descriptor) && (environment["NO_COLOR"] ?? "").isEmpty
  }

  /// The width of the terminal, or 80 where there is none.
  static var columns: Int {
    var size = winsize()
    for descriptor in [STDOUT_FILENO, STDERR_FILENO]
    where ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 {
      return Int(size.ws_col)
    }
    return 80
  }
}

/// Writes to the standard streams: results to one, everything else to the other.
enum Console {
  /// Writes a result to standard output, as it is.
  static func write(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
  }

  /// Writes a line of progress or a diagnostic to standard error.
  static func note(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
