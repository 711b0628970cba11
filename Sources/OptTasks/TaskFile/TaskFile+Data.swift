import Foundation

extension TaskFile {
  /// Bytes of a text beyond which its indices would fill the memory.
  private static let longestText = 1 << 28

  /// What is said of binary files.
  static let zeroByte = "a zero byte: this is not a text file"

  /// The data of a task and what the model must know of it.
  struct LoadedData {
    var split: DataSplit
    /// Features that go into the model.
    var inputs = 0
    /// Classes, or columns to be predicted.
    var outputs: Int
    var isClassified = true
    /// Height, width and channels of images.
    var image: [Int] = []
  }

  /// Reads the data that a file in a directory names.
  func readData(besides file: URL) throws(TaskFileError) -> LoadedData {
    let folder = file.relativePath.dropLast(file.lastPathComponent.count)
    func url(_ path: String) -> URL {
      URL(fileURLWithPath: path.hasPrefix("/") ? path : folder + path)
    }
    if let csv { return try readTable(url(csv)) }
    if let images, let labels { return try readImages(url(images), url(labels)) }
    return try readText(url(text ?? ""))
  }

  // MARK: - Tables

  private func readTable(_ url: URL) throws(TaskFileError) -> LoadedData {
    var table = try CSVReader.read(
      url,
      separator: separator.utf8.first ?? 0,
      hasHeader: header
    )
    let path = url.relativePath
    guard table.columns > 1 else {
      throw TaskFileError(path, row: 1, "a table has a target and at least one other column")
    }
    let target = try targetColumn(table, path)
    let rows = table.values.count / table.columns
    try checkRows(rows, path)
    var data = TableData(rows: rows, columns: table.columns, features: table.values)
    // The data must be alone with its numbers, or the first change would copy them all.
    table.values = []
    data.moveToEnd(target)
    let inputs = table.columns - 1
    guard loss == .crossEntropy else {
      return LoadedData(
        split: split(consume data, standardized: 0..<(standardize ? table.columns : 0)),
        inputs: inputs,
        outputs: 1,
        isClassified: false
      )
    }
    if let wrong = data.takeLabels() {
      throw TaskFileError(
        path,
        row: table.line(of: wrong),
        column: target + 1,
        "`\(data.features[wrong * table.columns + inputs])` is not a class;"
          + " classes are whole numbers from 0"
      )
    }
    let classes = Int(data.labels.max() ?? 0) + 1
    return LoadedData(
      split: split(consume data, standardized: 0..<(standardize ? inputs : 0)),
      inputs: inputs,
      outputs: max(classes, 2)
    )
  }

  private func targetColumn(
    _ table: CSVReader.Table,
    _ path: String
  ) throws(TaskFileError) -> Int {
    let target = target ?? ""
    if let place = table.names.firstIndex(of: target) { return place }
    if let number = Int(target), (1...table.columns).contains(number) { return number - 1 }
    let names = table.names.isEmpty ? "1 to \(table.columns)" : table.names.joined(separator: ", ")
    throw TaskFileError(path, row: 1, "there is no column `\(target)`; there are \(names)")
  }

  private func checkRows(_ rows: Int, _ path: String) throws(TaskFileError) {
    let parts = [Int(Double(rows) * validation), Int(Double(rows) * test)]
    guard parts.allSatisfy({ $0 > 0 }), rows - parts.reduce(0, +) > 0 else {
      throw TaskFileError(
        path,
        "\(rows) examples are too few to be divided into training, validation and test"
      )
    }
  }

  private func split(_ table: consuming TableData, standardized: Range<Int>) -> DataSplit {
    table.split(
      seed: splitSeed,
      validation: validation,
      test: test,
      standardized: standardized
    )
  }

  // MARK: - Images

  private func readImages(_ images: URL, _ labels: URL) throws(TaskFileError) -> LoadedData {
    let pixels = try IDXReader(images)
    let classes = try IDXReader(labels)
    guard (3...4).contains(pixels.dimensions.count) else {
      throw TaskFileError(
        images.relativePath,
        "has \(pixels.dimensions.count) dimensions, expected 3 or 4"
      )
    }
    guard classes.dimensions == [pixels.dimensions[0]] else {
      throw TaskFileError(
        labels.relativePath,
        "has \(classes.dimensions[0]) labels for \(pixels.dimensions[0]) images"
      )
    }
    let rows = pixels.dimensions[0]
    try checkRows(rows, images.relativePath)
    let shape = Array(pixels.dimensions.dropFirst())
    let columns = shape.reduce(1, *)
    let table = TableData(
      rows: rows,
      columns: columns,
      features: pixels.elements.map { Float($0) / 255 },
      labelColumns: 1,
      labels: classes.elements.map { Int32($0) }
    )
    let largest = Int(classes.elements.max() ?? 0)
    return LoadedData(
      split: split(table, standardized: 0..<0),
      inputs: columns,
      outputs: max(largest + 1, 2),
      image: shape.count == 3 ? shape : shape + [1]
    )
  }

  // MARK: - Text

  private func readText(_ url: URL) throws(TaskFileError) -> LoadedData {
    let data: Data
    do { data = try Data(contentsOf: url, options: .alwaysMapped) } catch {
      throw TaskFileError(unreadable: url.relativePath, error)
    }
    guard data.count <= TaskFile.longestText else {
      throw TaskFileError(url.relativePath, "is longer than \(TaskFile.longestText) bytes")
    }
    try checkText(data, url.relativePath)
    let share = min(validation, test, 1 - validation - test)
    guard Int(Double(data.count) * share) > context + 1 else {
      throw TaskFileError(
        url.relativePath,
        "\(data.count) bytes are too few for windows of \(context + 1) in each part"
      )
    }
    let text = TextData(data)
    guard text.characters > 1 else {
      throw TaskFileError(url.relativePath, row: 1, "all characters are alike")
    }
    return LoadedData(
      split: text.windows(
        length: context + 1,
        held: 1_024,
        validation: validation,
        test: test
      ),
      outputs: text.characters
    )
  }

  private func checkText(_ data: Data, _ path: String) throws(TaskFileError) {
    guard let zero = data.firstIndex(of: 0) else { return }
    let before = data[..<zero]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    throw TaskFileError(
      path,
      row: before.count { $0 == UInt8(ascii: "\n") } + 1,
      column: zero - lineStart + 1,
      TaskFile.zeroByte
    )
  }
}

extension TableData {
  /// Moves one column behind the others.
  fileprivate mutating func moveToEnd(_ column: Int) {
    for row in 0..<rows {
      let start = row * columns
      let kept = features[start + column]
      for place in (start + column)..<(start + columns - 1) {
        features[place] = features[place + 1]
      }
      features[start + columns - 1] = kept
    }
  }

  /// Makes the last column the labels; the first row in which it is no class, nil if all are.
  fileprivate mutating func takeLabels() -> Int? {
    labelColumns = 1
    labels.reserveCapacity(rows)
    for row in 0..<rows {
      guard
        let label = Int32(exactly: features[(row + 1) * columns - 1]),
        (0..<100_000).contains(label)
      else { return row }
      labels.append(label)
    }
    return nil
  }
}
