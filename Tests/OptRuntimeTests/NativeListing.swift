import Foundation
import Testing

@testable import OptRuntime

/// Pieces of machine code and what they should mean.
struct NativeListing {
  let isa: InstructionSet
  private(set) var bytes: [[UInt8]] = []
  private(set) var text: [String] = []

  init(isa: InstructionSet) { self.isa = isa }

  /// Appends a piece of code that should disassemble to a text.
  mutating func add(_ text: String, _ emit: (inout Assembler) -> Void) {
    let code = withUnsafeTemporaryAllocation(byteCount: 256, alignment: 64) { buffer in
      var assembler = Assembler(isa: isa, buffer: buffer)
      emit(&assembler)
      return Array(buffer[..<assembler.count])
    }
    bytes.append(code)
    self.text.append(text)
  }

  /// Compares code and meaning with a file, a piece a line.
  func expect(golden name: String, _ location: SourceLocation = #_sourceLocation) throws {
    let golden = NativeGolden(name)
    try golden.recordIfWanted(bytes, location)
    let lines = try golden.lines()
    #expect(lines.count == text.count, sourceLocation: location)
    for (line, (bytes, text)) in zip(lines, zip(bytes, text)) {
      #expect(line == "\(hexadecimal(bytes)) \(text)", sourceLocation: location)
    }
  }
}

/// A file of machine code in hexadecimal and its disassembly by
/// `objdump -D -b binary -m i386:x86-64 -M intel --no-show-raw-insn`.
///
/// With RECORD_GOLDEN=1 the files are written anew, and the tests fail.
struct NativeGolden {
  private let url: URL

  init(_ name: String) {
    url = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "NativeGolden/\(name)"
    )
  }

  /// Compares a function's code with the file, an instruction a line, of which only the bytes count.
  func expect(_ code: [UInt8], _ location: SourceLocation = #_sourceLocation) throws {
    if NativeGolden.records {
      let places = try disassembly(of: code).keys.sorted() + [code.count]
      let pieces = zip(places, places.dropFirst()).map { Array(code[$0..<$1]) }
      try recordIfWanted(pieces, location)
    }
    let golden = try lines().map { $0.prefix { $0 != " " } }.joined()
    #expect(golden == hexadecimal(code), sourceLocation: location)
  }

  func lines() throws -> [Substring] {
    try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
  }

  /// Writes the file: a line for each piece, whose instructions are separated by semicolons.
  func recordIfWanted(_ pieces: [[UInt8]], _ location: SourceLocation) throws {
    guard NativeGolden.records else { return }
    let instructions = try disassembly(of: pieces.flatMap { $0 })
    var place = 0
    var text = ""
    for piece in pieces {
      let meaning = (place..<place + piece.count).compactMap { instructions[$0] }
      text += "\(hexadecimal(piece)) \(meaning.joined(separator: "; "))\n"
      place += piece.count
    }
    try text.write(to: url, atomically: true, encoding: .utf8)
    Issue.record("recorded \(url.lastPathComponent)", sourceLocation: location)
  }

  private static var records: Bool {
    ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil
  }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// The instruction at each place of a piece of code.
private func disassembly(of code: [UInt8]) throws -> [Int: String] {
  let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try Data(code).write(to: file)
  defer { try? FileManager.default.removeItem(at: file) }
  let objdump = Process()
  objdump.executableURL = URL(filePath: "/usr/bin/objdump")
  objdump.arguments = [
    "-D", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", "--no-show-raw-insn", file.path(),
  ]
  let pipe = Pipe()
  objdump.standardOutput = pipe
  try objdump.run()
  let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  objdump.waitUntilExit()
  var instructions: [Int: String] = [:]
  for line in output.split(separator: "\n") {
    let parts = line.split(separator: ":", maxSplits: 1)
    guard parts.count == 2,
      let place = Int(parts[0].trimmingCharacters(in: .whitespaces), radix: 16)
    else { continue }
    instructions[place] = parts[1].split(separator: "#")[0].split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
  }
  return instructions
}
