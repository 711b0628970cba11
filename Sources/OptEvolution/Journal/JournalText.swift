import Dispatch
import Foundation
import Synchronization

/// Takes the text of a journal apart, part by part; what lines say is found out on all processors.
struct JournalText {
  private let path: String

  /// What has been read and is no whole line yet.
  private var bytes: [UInt8] = []

  /// The place of these bytes in the file.
  private var offset = 0

  /// Lines so far.
  private var count = 0

  /// A line that cannot be read: it may be the last one, torn by a kill.
  private var damage: (start: Int, reason: String)?

  /// Lines below which another processor is not worth its while.
  private static let linesPerProcessor = 64

  init(path: String) { self.path = path }

  /// Visits the lines that end in the next part of the text.
  mutating func append(
    _ part: Data,
    _ visit: JournalFile.Visitor
  ) throws(RunDirectoryError) {
    bytes += part
    let places = lines()
    for (place, line) in zip(places, JournalText.read(places, of: bytes, first: count + 1)) {
      try refuseDamage()
      count += 1
      switch line {
      case .success(let line): try visit(line)
      case .failure(let error):
        damage = (offset + place.lowerBound, JournalFile.reason(of: error))
      }
    }
    let end = places.last.map { $0.upperBound + 1 } ?? 0
    bytes.removeFirst(end)
    offset += end
  }

  /// The place of a torn last line once all has been read.
  func tornLineStart() throws(RunDirectoryError) -> Int? {
    if bytes.isEmpty { return damage?.start }
    try refuseDamage()
    return offset
  }

  /// Damage before the last line is none that a kill leaves.
  private func refuseDamage() throws(RunDirectoryError) {
    guard let damage else { return }
    throw .corrupted(path: path, line: count, reason: damage.reason)
  }

  /// The whole lines, without the ends of line.
  private func lines() -> [Range<Int>] {
    var places: [Range<Int>] = []
    var start = 0
    bytes.withUnsafeBufferPointer { bytes in
      for place in bytes.indices where bytes[place] == UInt8(ascii: "\n") {
        places.append(start..<place)
        start = place + 1
      }
    }
    return places
  }

  private static func read(
    _ places: [Range<Int>],
    of bytes: [UInt8],
    first: Int
  ) -> [Result<JournalLine, any Error>] {
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let shares = max(1, min(processors, places.count / linesPerProcessor))
    let lines = Mutex(Array(repeating: [Result<JournalLine, any Error>](), count: shares))
    DispatchQueue.concurrentPerform(iterations: shares) { share in
      let own = (places.count * share / shares)..<(places.count * (share + 1) / shares)
      let read = bytes.withUnsafeBufferPointer { bytes in
        own.map { index in
          Result {
            let record = try JournalRecord(
              line: UnsafeBufferPointer(rebasing: bytes[places[index]])
            )
            return JournalLine(record, number: first + index)
          }
        }
      }
      lines.withLock { $0[share] = read }
    }
    return lines.withLock { Array($0.joined()) }
  }
}
