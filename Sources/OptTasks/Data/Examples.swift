import OptProgram

/// Examples of one part of a data set: a row of features and a run of indices each.
///
/// What the columns mean, inputs or targets, is the model's business. The parts of a data set share
/// their arrays.
package struct Examples: Sendable {
  /// The number of examples.
  package var count: Int

  /// Features of this part and others, row after row.
  package var features: [Float] = []

  /// Features of one example.
  package var featureColumns = 0

  /// Indices of this part and others.
  package var indices: [Int32] = []

  /// Indices of one example.
  package var indexColumns = 0

  /// How far the runs of neighbouring examples are apart; they overlap in text.
  package var indexStride = 0

  /// The place of the first example's first feature.
  private var firstFeature = 0

  /// The place of the first example's first index.
  private var firstIndex = 0

  private var selection = Selection.all

  /// Which examples of a run of them belong to the part.
  private enum Selection {
    case all
    case shuffled([Int32])
    /// All but some in a row.
    case without(start: Int, count: Int)
  }

  /// Examples that need no data.
  init(count: Int) { self.count = count }

  /// A range of the rows of a table.
  init(rows: Range<Int>, of table: TableData) {
    count = rows.count
    features = table.features
    featureColumns = table.columns
    indices = table.labels
    indexColumns = table.labelColumns
    indexStride = indexColumns
    firstFeature = rows.lowerBound * featureColumns
    firstIndex = rows.lowerBound * indexColumns
  }

  /// Overlapping windows of a range of a text, `stride` apart.
  init(windowsOf text: [Int32], in range: Range<Int>, length: Int, stride: Int) {
    count = max(0, (range.count - length) / stride + 1)
    indices = text
    indexColumns = length
    indexStride = stride
    firstIndex = range.lowerBound
  }

  /// The place of an example's first feature.
  func featureStart(_ example: Int) -> Int { firstFeature + place(of: example) * featureColumns }

  /// The place of an example's first index.
  func indexStart(_ example: Int) -> Int { firstIndex + place(of: example) * indexStride }

  @inline(__always)
  private func place(of example: Int) -> Int {
    switch selection {
    case .all: example
    case .shuffled(let places): Int(places[example])
    case .without(let start, let count): example < start ? example : example + count
    }
  }

  /// The examples of this part and of those behind it up to a number, in a given order.
  func shuffled(_ places: ArraySlice<Int32>) -> Examples {
    var result = self
    result.count = places.count
    result.selection = .shuffled(Array(places))
    return result
  }

  /// Overlapping windows of the beginning of a text, except those that touch a range.
  init(windowsOf text: [Int32], upTo end: Int, without range: Range<Int>, length: Int) {
    self.init(windowsOf: text, in: 0..<end, length: length, stride: 1)
    let start = max(0, range.lowerBound - length + 1)
    let left = min(count, range.upperBound) - start
    selection = .without(start: start, count: left)
    count -= left
  }
}

/// A data set, divided once and for all.
package struct DataSplit: Sendable {
  /// What gradients are taken of.
  package var training: Examples

  /// What searches and tuning see.
  package var validation: Examples

  /// What only final reports see.
  package var test: Examples

  /// How training and validation can be divided anew.
  var resampling = Resampling.none

  /// Ways of dividing training and validation anew.
  enum Resampling {
    /// There is one way only.
    case none
    /// The rows of the validation part follow those of the training part.
    case rows
    /// Validation is a range of a text, of which windows of a length are taken.
    case windows(validation: Range<Int>, length: Int)
  }

  /// The same data with other examples for validation; the test part stays.
  ///
  /// What is selected by one small validation part is soon good at that part alone. The examples
  /// depend on the seed only.
  package func resampled(seed: UInt64) -> DataSplit {
    var stream = RandomStream(seed: seed, purpose: .split, index: 1)
    var result = self
    switch resampling {
    case .none: break
    case .rows:
      var places = (0..<(training.count + validation.count)).map { Int32($0) }
      stream.shuffle(&places)
      result.training = training.shuffled(places[..<training.count])
      result.validation = training.shuffled(places[training.count...])
    case .windows(let old, let length):
      let start = stream.below(old.lowerBound + 1)
      let range = start..<(start + old.count)
      result.training = Examples(
        windowsOf: training.indices,
        upTo: old.upperBound,
        without: range,
        length: length
      )
      result.validation = Examples(
        windowsOf: training.indices,
        in: range,
        length: length,
        stride: validation.indexStride
      )
    }
    return result
  }
}
