import Foundation

/// The built `optsearch`, run as a user runs it.
struct Executable {
  /// What a run left behind.
  struct Result: Sendable {
    let output: String
    let errors: String
    let status: Int32
  }

  /// Runs the program to its end, in a folder, with arguments and perhaps standard input.
  static func run(
    _ arguments: [String],
    input: Data = Data(),
    in folder: URL = FileManager.default.temporaryDirectory,
    of name: String = "optsearch"
  ) throws -> Result {
    try run(makeProcess(arguments, in: folder, of: name), input: input)
  }

  /// Runs a shell script in a folder; its `$0` is the program.
  static func shell(_ script: String, in folder: URL) throws -> Result {
    let process = makeProcess(["-c", script, program().path], in: folder, of: "optsearch")
    process.executableURL = URL(filePath: "/bin/sh")
    return try run(process, input: Data())
  }

  private static func run(_ process: Process, input: Data) throws -> Result {
    // Files instead of pipes: no output is too long for them, and nothing can block.
    let streams = try TemporaryFolder()
    let inputFile = streams.url.appending(path: "input")
    let outputFile = streams.url.appending(path: "output")
    let errorFile = streams.url.appending(path: "errors")
    try input.write(to: inputFile)
    try Data().write(to: outputFile)
    try Data().write(to: errorFile)
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    process.waitUntilExit()
    return Result(
      output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self),
      status: process.terminationStatus
    )
  }

  /// Begins to run the program in a folder; nobody listens to what it says.
  static func start(_ arguments: [String], in folder: URL) throws -> Process {
    let process = makeProcess(arguments, in: folder, of: "optsearch")
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  private static func makeProcess(_ arguments: [String], in folder: URL, of name: String) -> Process
  {
    let process = Process()
    process.executableURL = program(name)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["COLUMNS"] = "80"
    environment["NO_COLOR"] = nil
    process.environment = environment
    return process
  }

  /// An executable beside the running tests.
  static func program(_ name: String = "optsearch") -> URL {
    URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: name)
  }
}

/// A folder that lives as long as the value.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "optsearch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file into the folder and gives its path.
  func write(_ text: String, to name: String) throws -> String {
    try write(Data(text.utf8), to: name)
  }

  /// Writes a file into the folder and gives its path.
  func write(_ data: Data, to name: String) throws -> String {
    let file = url.appending(path: name)
    try data.write(to: file)
    return file.path
  }
}
