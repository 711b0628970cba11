public import Foundation
import OptTasks

/// The directory of a run, held by one process at a time.
///
/// `config.json` says everything needed to repeat the run, `journal.jsonl` everything that happened.
public struct RunDirectory: Sendable {
  /// The directory.
  public let url: URL

  /// What the run is.
  public let description: SearchDescription

  private let lock: RunLock

  /// Begins a run in a new or empty directory.
  ///
  /// - Throws: `RunDirectoryError` if there is a run already, another process has the directory, or it
  ///   cannot be written.
  public init(creating url: URL, _ description: SearchDescription) throws(RunDirectoryError) {
    self.url = url
    self.description = description
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw .file(path: url.path, reason: error.systemReason)
    }
    lock = try RunLock(directory: url)
    let file = RunDirectory.configurationURL(url)
    guard !FileManager.default.fileExists(atPath: file.path) else { throw .exists(path: url.path) }
    do {
      try RunDirectory.encode(description).write(to: file, options: .atomic)
    } catch {
      throw .file(path: file.path, reason: error.systemReason)
    }
  }

  /// Takes up a run that was begun before.
  ///
  /// - Throws: `RunDirectoryError` if there is no run, another process has the directory, or its
  ///   configuration cannot be read.
  public init(resuming url: URL) throws(RunDirectoryError) {
    self.url = url
    let file = RunDirectory.configurationURL(url)
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw .missing(path: url.path)
    }
    lock = try RunLock(directory: url)
    description = try RunDirectory.read(file).search
  }

  /// What the run of a directory is, without taking part in it.
  ///
  /// - Throws: `RunDirectoryError` if there is no run or its configuration cannot be read.
  public static func description(of url: URL) throws(RunDirectoryError) -> SearchDescription {
    try configuration(of: url).description
  }

  /// What the run of a directory is, and the machine it was begun on.
  static func configuration(
    of url: URL
  ) throws(RunDirectoryError) -> (description: SearchDescription, machine: RunMachine?) {
    let file = configurationURL(url)
    guard FileManager.default.fileExists(atPath: file.path) else { throw .missing(path: url.path) }
    let content = try read(file)
    return (content.search, content.machine)
  }

  /// The journal's place.
  public static func journalURL(_ directory: URL) -> URL {
    directory.appendingPathComponent("journal.jsonl")
  }

  private static func configurationURL(_ directory: URL) -> URL {
    directory.appendingPathComponent("config.json")
  }

  private static func read(_ file: URL) throws(RunDirectoryError) -> Content {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let data: Data
    let origin: Origin
    do {
      data = try Data(contentsOf: file)
      origin = try decoder.decode(Origin.self, from: data)
    } catch {
      throw .corrupted(path: file.path, line: 1, reason: JournalFile.reason(of: error))
    }
    let version = origin.search.version
    guard origin.schema == currentSchema else {
      let reason = "\(version), schema \(origin.schema) instead of \(currentSchema)"
      throw .otherVersion(path: file.path, reason: reason)
    }
    do {
      return try decoder.decode(Content.self, from: data)
    } catch DecodingError.keyNotFound(let key, _) {
      // What tears or garbles a file leaves no JSON: whoever wrote this knew of no such setting.
      let name = key.stringValue.replacing(/[A-Z]/) { "_" + $0.output.lowercased() }
      throw .otherVersion(path: file.path, reason: "\(version), without the setting `\(name)`")
    } catch {
      throw .corrupted(path: file.path, line: 1, reason: JournalFile.reason(of: error))
    }
  }

  private static func encode(_ description: SearchDescription) throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    var data = try encoder.encode(
      Content(schema: currentSchema, machine: RunMachine(), search: description)
    )
    data.append(UInt8(ascii: "\n"))
    return data
  }

  /// The version of the configuration's form.
  private static let currentSchema = 1

  /// What a configuration says of its own form.
  private struct Origin: Decodable {
    struct Search: Decodable { var version: String }

    var schema: Int
    var search: Search
  }

  private struct Content: Codable {
    var schema: Int
    var machine: RunMachine?
    var search: SearchDescription
  }
}

/// What a run was begun on; nothing depends on it but times.
public struct RunMachine: Hashable, Sendable, Codable {
  /// The operating system and its version.
  public var system: String

  /// Logical processors.
  public var processors: Int

  /// Bytes of main memory.
  public var memoryBytes: UInt64

  /// This machine.
  package init() {
    let process = ProcessInfo.processInfo
    system = process.operatingSystemVersionString
    processors = process.activeProcessorCount
    memoryBytes = process.physicalMemory
  }
}
