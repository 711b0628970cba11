/// What a model achieves on a part of its data.
package struct Evaluation: Hashable, Sendable {
  /// The mean loss of an example.
  package var loss: Double

  /// The task's metric; nil if it has none.
  package var metric: Double?
}

extension Model {
  /// The mean loss and the metric of all examples of a part, with the present parameters.
  package func evaluate(_ part: Examples, metric: ProxyTask.Metric) -> Evaluation {
    var loss = 0.0
    var tally = MetricTally()
    withUnsafeTemporaryAllocation(of: Int.self, capacity: examples) { rows in
      for start in stride(from: 0, to: part.count, by: examples) {
        let count = min(examples, part.count - start)
        for place in 0..<count { rows[place] = start + place }
        load(part, rows: UnsafeBufferPointer(rebasing: rows[..<count]))
        runForward()
        loss += meanLoss(of: count) * Double(count)
        add(to: &tally, examples: count)
      }
    }
    return Evaluation(
      loss: loss / Double(part.count),
      metric: metric == .none ? nil : tally.value(metric)
    )
  }

  private func add(to tally: inout MetricTally, examples count: Int) {
    switch head.kind {
    case .function: break
    case .classification(let logits, let labels):
      let (values, places) = (self[logits], self[labels])
      for row in 0..<(logits.rows / examples * count) {
        var best = 0
        for column in 1..<logits.cols
        where values[row * logits.cols + column] > values[row * logits.cols + best] {
          best = column
        }
        tally.add(isCorrect: best == Int(places[row]))
      }
    case .logistic(let logits, let targets):
      let (values, truths) = (self[logits], self[targets])
      for row in 0..<(logits.count / examples * count) {
        tally.add(isCorrect: (values[row] > 0) == (truths[row] > 0.5))
      }
    case .regression(let predictions, let targets):
      let (values, truths) = (self[predictions], self[targets])
      for element in 0..<(predictions.count / examples * count) {
        tally.add(prediction: Double(values[element]), target: Double(truths[element]))
      }
    }
  }
}

/// Sums from which every metric follows.
private struct MetricTally {
  private var count = 0
  private var correct = 0
  private var squaredError = 0.0
  private var targets = 0.0
  private var squaredTargets = 0.0

  mutating func add(isCorrect: Bool) {
    count += 1
    if isCorrect { correct += 1 }
  }

  mutating func add(prediction: Double, target: Double) {
    count += 1
    squaredError += (prediction - target) * (prediction - target)
    targets += target
    squaredTargets += target * target
  }

  func value(_ metric: ProxyTask.Metric) -> Double? {
    switch metric {
    case .none: nil
    case .accuracy: Double(correct) / Double(count)
    case .explainedVariance:
      1 - squaredError / (squaredTargets - targets * targets / Double(count))
    }
  }
}
