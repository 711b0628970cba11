import Foundation

/// Reads arrays in the format of MNIST's files (LeCun, Cortes, Burges 1998).
struct IDXReader {
  /// The lengths of the array, the number of examples first.
  let dimensions: [Int]

  private let path: String
  private let data: Data
  private let start: Int

  /// Opens a file of unsigned bytes; its content stays on the disk until it is used.
  init(_ url: URL) throws(TaskFileError) {
    path = url.relativePath
    do { data = try Data(contentsOf: url, options: .alwaysMapped) } catch {
      throw TaskFileError(unreadable: path, error)
    }
    if data.starts(with: [0x1F, 0x8B]) {
      throw TaskFileError(path, "is compressed; unpack it with gunzip first")
    }
    guard data.count >= 4, data[0] == 0, data[1] == 0 else {
      throw TaskFileError(path, "is not an IDX file: it does not begin with two zero bytes")
    }
    guard data[2] == 8 else {
      throw TaskFileError(path, "holds elements of type \(data[2]), expected 8, unsigned bytes")
    }
    let rank = Int(data[3])
    start = 4 + 4 * rank
    guard rank > 0, data.count >= start else { throw TaskFileError(path, "ends in its header") }
    dimensions = (0..<rank).map { [data] place in
      data[(4 + 4 * place)..<(8 + 4 * place)].reduce(0) { $0 << 8 | Int($1) }
    }
    var count = 1
    for length in dimensions {
      let (product, hasOverflow) = count.multipliedReportingOverflow(by: length)
      guard !hasOverflow, product <= data.count else {
        throw TaskFileError(
          path,
          "has \(data.count - start) bytes of data, its header promises more"
        )
      }
      count = product
    }
    guard data.count - start == count else {
      throw TaskFileError(
        path,
        "has \(data.count - start) bytes of data, its header promises \(count)"
      )
    }
  }

  /// The elements in order.
  var elements: Data { data[start...] }
}
