import Foundation
import Testing

/// `optsearch repl` in a terminal that tmux plays.
@Suite(
  .serialized,
  .enabled(if: TmuxSession.program != nil, "needs tmux on the PATH to play the terminal")
)
struct TerminalTests {
  @Test func `arrows edit, letters of several bytes stay whole`() throws {
    let terminal = try TmuxSession()
    try terminal.type("c = 31", keys: "Left", "2", "End", "4", "Home", "C-e", "BSpace", "Enter")
    try terminal.expect("c = 321")
    try terminal.type("# hä€", keys: "Left", "Left", "X")
    try terminal.expect("opt> # hXä€")
  }

  @Test func `history lasts across sessions, several rows as one entry`() throws {
    let folder = try TemporaryFolder()
    let first = try TmuxSession(state: folder)
    try first.type("a = max(1,", keys: "Enter")
    try first.expect("···· ")
    try first.type("2 + 2)", keys: "Enter")
    try first.expect("a = 4")
    try first.type("", keys: "C-d")
    try first.expect("left with 0")
    let second = try TmuxSession(state: folder)
    try second.type("", keys: "Up")
    try second.expect("opt> a = max(1,\n···· 2 + 2)")
    try second.type("", keys: "Enter")
    try second.expect("\na = 4")
  }

  @Test func `tab completes commands and names`() throws {
    let terminal = try TmuxSession()
    try terminal.type(":tr", keys: "Tab")
    try terminal.expect("opt> :trace")
    try terminal.type("", keys: "C-u")
    try terminal.type(":load adamw_b", keys: "Tab", "Enter")
    try terminal.expect("rule adamw_bf16(")
  }

  @Test func `control-C gives a new line and ends nothing`() throws {
    let terminal = try TmuxSession()
    try terminal.type("a = (1", keys: "C-c")
    try terminal.expect("a = (1^C\nopt>")
    try terminal.type("b = 7", keys: "Enter")
    try terminal.expect("\nb = 7")
  }

  @Test func `a line is drawn anew in a narrower terminal`() throws {
    let terminal = try TmuxSession()
    try terminal.resize(columns: 24)
    try terminal.type("a = 1 + 1 + 1 + 1 + 1 + 1 + 1", keys: "Home", "BSpace", "End", "Enter")
    try terminal.expect("\na = 7")
  }
}

/// A REPL in a terminal of its own, ended with the value.
private final class TmuxSession {
  private let socket = "optsearch-\(UUID().uuidString)"
  private let state: TemporaryFolder

  /// tmux on the PATH, nil if there is none.
  static let program: URL? = (ProcessInfo.processInfo.environment["PATH"] ?? "")
    .split(separator: ":").map { URL(filePath: String($0)).appending(path: "tmux") }
    .first { FileManager.default.isExecutableFile(atPath: $0.path) }

  init(state: TemporaryFolder? = nil) throws {
    self.state = try state ?? TemporaryFolder()
    let command =
      "XDG_STATE_HOME='\(self.state.url.path)' LC_ALL=C.UTF-8 '\(Executable.program.path)' repl; "
      + "echo left with $?; sleep 60"
    try tmux("-f", "/dev/null", "-u", "new-session", "-d", "-x", "70", "-y", "40", command)
    try expect("opt>")
  }

  deinit { _ = try? tmux("kill-server") }

  /// Types a text, then presses keys by tmux's names.
  func type(_ text: String, keys: String...) throws {
    if !text.isEmpty { try tmux("send-keys", "-l", text) }
    if !keys.isEmpty { try tmux(["send-keys"] + keys) }
  }

  func resize(columns: Int) throws {
    try tmux("resize-window", "-x", String(columns))
  }

  /// Waits until a text is on the screen; on a loaded machine that may take a while.
  func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    var screen = ""
    for _ in 0..<200 {
      screen = try tmux("capture-pane", "-p")
      if screen.contains(text) { return }
      Thread.sleep(forTimeInterval: 0.1)
    }
    Issue.record("not on the screen: \(text)\n\(screen)", sourceLocation: sourceLocation)
  }

  @discardableResult
  private func tmux(_ arguments: String...) throws -> String { try tmux(arguments) }

  @discardableResult
  private func tmux(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = TmuxSession.program
    process.arguments = ["-L", socket] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }
}
