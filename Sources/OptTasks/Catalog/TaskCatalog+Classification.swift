extension TaskCatalog {
  /// Handwritten digits by a multi-layer perceptron.
  static let digitsMLP: [ProxyTask] = [(1, 32, 64, 300)].map { size, hidden, batch, steps in
    ProxyTask(
      family: "digits-mlp",
      size: size,
      summary: "1,797 handwritten digits of 8 x 8 pixels; 64-\(hidden)-10, relu",
      steps: steps,
      batchSize: batch,
      metric: .accuracy,
      data: { DataSets.digits },
      model: { graph, examples in
        let pixels = graph.features(0..<64, examples: examples)
        let inner = graph.relu(graph.linear("hidden", pixels, outputs: hidden))
        return graph.softmaxCrossEntropy(
          graph.linear("output", inner, outputs: 10),
          labels: graph.indices(0..<1, examples: examples)
        )
      }
    )
  }

  /// Malignant or benign tumours by logistic regression.
  static let cancerLogistic: [ProxyTask] = [(1, 64, 200)].map { size, batch, steps in
    ProxyTask(
      family: "cancer-logistic",
      size: size,
      summary: "569 tumours, 30 measurements; logistic regression",
      steps: steps,
      batchSize: batch,
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
}
