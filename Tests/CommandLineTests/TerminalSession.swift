import Foundation
import Testing

/// `optsearch repl` in a terminal of its own, which tmux plays: keys go in, the screen is read.
final class TerminalSession {
  /// What a person in front of the terminal sees.
  struct Screen {
    /// The rows without blanks at their ends, and without the empty ones at the bottom.
    var rows: [String] = []
    /// The column of the cursor, from 0.
    var column = 0
    /// The exit code of the program, nil while it runs.
    var status: Int?
  }

  /// Whether this machine has tmux.
  static let isPossible = program != nil

  private static let program = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(
    separator: ":"
  )
  .map { URL(filePath: String($0)).appending(path: "tmux") }
  .first { FileManager.default.isExecutableFile(atPath: $0.path) }

  /// What stands before the exit code.
  private static let end = "ended with "

  private let folder: TemporaryFolder
  private let server: pid_t

  /// Starts the program; its history is in the folder.
  init(columns: Int = 60, history: TemporaryFolder) async throws {
    folder = try TemporaryFolder()
    server = try TerminalSession.startServer(folder)
    // The shell tells the exit code, for tmux does not always know it. It outlives Ctrl-C.
    let command = """
      trap : INT; \
      env XDG_STATE_HOME='\(history.url.path)' NO_COLOR=1 '\(Executable.program().path)' repl; \
      echo "\(TerminalSession.end)$?"; exec sleep 1000
      """
    try await wait("a terminal") {
      try tmux([
        "new-session", "-d", "-x", "\(columns)", "-y", "20", "sh", "-c", command,
      ]) != nil
    }
  }

  deinit {
    _ = try? tmux(["kill-server"])
    waitpid(server, nil, 0)
  }

  /// Types a text, letter by letter.
  func type(_ text: String) throws { _ = try tmux(["send-keys", "-l", text]) }

  /// Presses keys by the names tmux gives them, such as `Up` and `C-c`.
  func press(_ keys: String...) throws { _ = try tmux(["send-keys"] + keys) }

  /// Types a text and the enter key, and waits for the next prompt: a terminal shows what is typed earlier
  /// among the output.
  func enter(
    _ text: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    func isPrompt(_ screen: Screen) -> Bool { ["opt>", "····"].contains(screen.rows.last) }
    try type(text)
    // Else the prompt before the text would pass for the one after it.
    try await expect("the text", sourceLocation) { text.isEmpty || !isPrompt($0) }
    try press("Enter")
    try await expect("a prompt", sourceLocation, isPrompt)
  }

  /// Pastes a text as terminals do that mark the ends of a paste.
  func paste(_ text: String) throws {
    _ = try tmux(["set-buffer", text, ";", "paste-buffer", "-p", "-r"])
  }

  /// Changes the size of the terminal.
  func resize(columns: Int) throws {
    _ = try tmux(["resize-window", "-x", "\(columns)", "-y", "20"])
  }

  /// Waits until the last rows of the screen are the given ones, and perhaps until the cursor is in a column.
  func expect(
    _ rows: String...,
    column: Int? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    try await expect("\(rows)", sourceLocation) { screen in
      screen.rows.suffix(rows.count).elementsEqual(rows) && column ?? screen.column == screen.column
    }
  }

  /// Waits until the program has ended with an exit code.
  func expectEnd(
    status: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    try await expect("the end with \(status)", sourceLocation) { $0.status == status }
  }

  /// Waits until the screen is as it should be; records what it is if that takes too long.
  func expect(
    _ what: String,
    _ sourceLocation: SourceLocation = #_sourceLocation,
    _ isTrue: (Screen) throws -> Bool
  ) async throws {
    var screen = Screen()
    try await wait("\(what)", sourceLocation) {
      screen = try self.screen()
      return try isTrue(screen)
    } found: {
      "\(screen)"
    }
  }

  /// Asks until the answer is yes; records what there is instead if that takes too long.
  private func wait(
    _ what: String,
    _ sourceLocation: SourceLocation = #_sourceLocation,
    _ isTrue: () throws -> Bool,
    found: () -> String = { "nothing" }
  ) async throws {
    // Questions are counted, not seconds: on a busy machine a test may not run for minutes.
    for _ in 0..<1_000 {
      if try isTrue() { return }
      try await Task.sleep(for: .milliseconds(15))
    }
    Issue.record("expected \(what), found \(found())", sourceLocation: sourceLocation)
    throw CancellationError()
  }

  private func screen() throws -> Screen {
    let mark = "cursor"
    let output =
      try tmux([
        "capture-pane", "-p", "-S", "-50", ";",
        "display-message", "-p", "\(mark) #{cursor_x}",
      ]) ?? ""
    var rows = output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while rows.last?.isEmpty == true { rows.removeLast() }
    let column = rows.popLast().flatMap { Int($0.dropFirst(mark.count + 1)) }
    while rows.last?.isEmpty == true { rows.removeLast() }
    let end = rows.last.flatMap { $0.hasPrefix(TerminalSession.end) ? $0 : nil }
    return Screen(
      rows: rows,
      column: column ?? -1,
      status: end.flatMap { Int($0.dropFirst(TerminalSession.end.count)) }
    )
  }

  // MARK: - tmux

  /// What a tmux command prints; nil if it fails.
  private func tmux(_ arguments: [String]) throws -> String? {
    let client = Process()
    client.executableURL = TerminalSession.program
    client.arguments = TerminalSession.arguments(["-N"] + arguments, folder)
    let output = folder.url.appending(path: "output")
    try Data().write(to: output)
    client.standardOutput = try FileHandle(forWritingTo: output)
    client.standardError = FileHandle.nullDevice
    try client.run()
    client.waitUntilExit()
    return client.terminationStatus == 0 ? try String(contentsOf: output, encoding: .utf8) : nil
  }

  private static func arguments(_ arguments: [String], _ folder: TemporaryFolder) -> [String] {
    ["-u", "-f", "/dev/null", "-S", folder.url.appending(path: "tmux").path] + arguments
  }

  /// Starts a server with no signal blocked: a thread of the tests blocks most of them, `Process` hands
  /// that down, and the server would never learn that the program has ended.
  private static func startServer(_ folder: TemporaryFolder) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var environment = ProcessInfo.processInfo.environment
    environment["TMUX"] = nil
    environment["TERM"] = "xterm-256color"
    environment["LC_ALL"] = "C.UTF-8"
    let path = try #require(program).path
    var words = ([path] + arguments(["-D"], folder)).map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    var process = pid_t()
    try #require(posix_spawn(&process, path, nil, &attributes, &words, &variables) == 0)
    return process
  }
}
