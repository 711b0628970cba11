/// Examples of one part of a data set: a row of features and a run of indices each.
///
/// What the columns mean, inputs or targets, is the model's business.
package struct Examples: Sendable {
  /// The number of examples.
  package var count: Int

  /// Features, row after row.
  package var features: [Float]

  /// Features of one example.
  package var featureColumns: Int

  /// Indices: example i has the run of `indexColumns` from `i * indexStride`.
  package var indices: [Int32]

  /// Indices of one example.
  package var indexColumns: Int

  /// How far the runs of neighbouring examples are apart; they overlap in text.
  package var indexStride: Int

  /// Examples with features and indices side by side.
  init(
    count: Int,
    features: [Float] = [],
    featureColumns: Int = 0,
    indices: [Int32] = [],
    indexColumns: Int = 0
  ) {
    self.count = count
    self.features = features
    self.featureColumns = featureColumns
    self.indices = indices
    self.indexColumns = indexColumns
    indexStride = indexColumns
  }

  /// Overlapping windows of a text, `stride` apart.
  init(windowsOf text: ArraySlice<Int32>, length: Int, stride: Int) {
    count = max(0, (text.count - length) / stride + 1)
    features = []
    featureColumns = 0
    indices = Array(text)
    indexColumns = length
    indexStride = stride
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
}
