extension TaskCatalog {
  /// Handwritten digits by a multi-layer perceptron.
  static let digitsMLP = [
    (size: 1, hidden: [32], batch: 64, steps: 300),
    (size: 10, hidden: [128], batch: 64, steps: 750),
    (size: 100, hidden: [256, 128], batch: 128, steps: 750),
  ].map { form in
    ProxyTask(
      family: "digits-mlp",
      size: form.size,
      summary: "1,797 handwritten digits of 8 x 8 pixels; \(widths(64, form.hidden, 10)), relu",
      steps: form.steps,
      batchSize: form.batch,
      metric: .accuracy,
      data: { DataSets.digits },
      model: { graph, examples in
        let pixels = graph.features(0..<64, examples: examples)
        let inner = graph.perceptron(pixels, hidden: form.hidden) { $0.relu($1) }
        return graph.softmaxCrossEntropy(
          graph.linear("output", inner, outputs: 10),
          labels: graph.indices(0..<1, examples: examples)
        )
      }
    )
  }

  /// Handwritten digits by a small convolutional network.
  static let digitsCNN = [
    (size: 1, channels: (8, 8), batch: 64, steps: 300),
    (size: 10, channels: (16, 32), batch: 64, steps: 400),
    (size: 100, channels: (32, 64), batch: 128, steps: 600),
  ].map { form in
    ProxyTask(
      family: "digits-cnn",
      size: form.size,
      summary: "1,797 handwritten digits of 8 x 8 pixels; two 3 x 3 convolutions with "
        + "\(form.channels.0) and \(form.channels.1) channels, pooling, linear",
      steps: form.steps,
      batchSize: form.batch,
      metric: .accuracy,
      data: { DataSets.digits },
      model: { graph, examples in
        var images = Images(
          tensor: graph.features(0..<64, examples: examples),
          height: 8,
          width: 8,
          channels: 1
        )
        images = graph.convolution("first", images, size: 3, outputs: form.channels.0)
        images.tensor = graph.relu(images.tensor)
        images = graph.convolution("second", images, size: 3, outputs: form.channels.1)
        images.tensor = graph.relu(images.tensor)
        images = graph.maxPool(images)
        let flat = images.tensor.reshaped(examples, images.tensor.count / examples)
        return graph.softmaxCrossEntropy(
          graph.linear("output", flat, outputs: 10),
          labels: graph.indices(0..<1, examples: examples)
        )
      }
    )
  }

  /// Malignant or benign tumours by logistic regression.
  static let cancerLogistic = [
    (size: 1, batch: 64, steps: 200), (size: 10, batch: 128, steps: 1_000),
    (size: 100, batch: 256, steps: 5_000),
  ].map { form in
    ProxyTask(
      family: "cancer-logistic",
      size: form.size,
      summary: "569 tumours, 30 measurements; logistic regression",
      steps: form.steps,
      batchSize: form.batch,
      metric: .accuracy,
      data: { DataSets.cancer },
      model: { graph, examples in
        let measurements = graph.features(0..<30, examples: examples)
        return graph.logisticLoss(
          graph.linear("output", measurements, outputs: 1),
          targets: graph.features(30..<31, examples: examples)
        )
      }
    )
  }

  /// Three cultivars of wine by a multi-layer perceptron.
  static let wineMLP = [
    (size: 1, hidden: [16], steps: 200), (size: 10, hidden: [32, 32], steps: 400),
    (size: 100, hidden: [128, 64], steps: 600),
  ].map { form in
    ProxyTask(
      family: "wine-mlp",
      size: form.size,
      summary: "178 wines, 13 measurements; \(widths(13, form.hidden, 3)), tanh",
      steps: form.steps,
      batchSize: 64,
      metric: .accuracy,
      data: { DataSets.wine },
      model: { graph, examples in
        let measurements = graph.features(0..<13, examples: examples)
        let inner = graph.perceptron(measurements, hidden: form.hidden) { $0.tanh($1) }
        return graph.softmaxCrossEntropy(
          graph.linear("output", inner, outputs: 3),
          labels: graph.indices(0..<1, examples: examples)
        )
      }
    )
  }

  /// The widths of a perceptron's layers in words.
  static func widths(_ inputs: Int, _ hidden: [Int], _ outputs: Int) -> String {
    ([inputs] + hidden + [outputs]).map(String.init).joined(separator: "-")
  }
}
