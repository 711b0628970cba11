extension TaskCatalog {
  /// Handwritten digits through a narrow middle, squared error.
  static let digitsAutoencoder = [
    (size: 1, outer: 32, middle: 8, batch: 64, steps: 300),
    (size: 10, outer: 128, middle: 16, batch: 64, steps: 660),
    (size: 100, outer: 256, middle: 32, batch: 128, steps: 1_400),
  ].map { form in
    ProxyTask(
      family: "digits-autoencoder",
      size: form.size,
      summary: "1,797 handwritten digits of 8 x 8 pixels; "
        + "\(widths(64, [form.outer, form.middle, form.outer], 64)), relu, squared error",
      steps: form.steps,
      batchSize: form.batch,
      metric: .explainedVariance,
      data: { DataSets.digits },
      model: { graph, examples in
        let pixels = graph.features(0..<64, examples: examples)
        let code = graph.linear(
          "code",
          graph.relu(graph.linear("encoder", pixels, outputs: form.outer)),
          outputs: form.middle
        )
        let decoded = graph.relu(graph.linear("decoder", code, outputs: form.outer))
        return graph.squaredLoss(
          graph.linear("output", decoded, outputs: 64),
          targets: graph.features(0..<64, examples: examples)
        )
      }
    )
  }

  /// The progression of diabetes by a multi-layer perceptron.
  static let diabetesRegression = [
    (size: 1, hidden: [16], steps: 200), (size: 10, hidden: [32, 32], steps: 400),
    (size: 100, hidden: [128, 64], steps: 600),
  ].map { form in
    ProxyTask(
      family: "diabetes-regression",
      size: form.size,
      summary: "442 patients, 10 measurements; \(widths(10, form.hidden, 1)), tanh, "
        + "squared error",
      steps: form.steps,
      batchSize: 64,
      metric: .explainedVariance,
      data: { DataSets.diabetes },
      model: { graph, examples in
        let measurements = graph.features(0..<10, examples: examples)
        let inner = graph.perceptron(measurements, hidden: form.hidden) { $0.tanh($1) }
        return graph.squaredLoss(
          graph.linear("output", inner, outputs: 1),
          targets: graph.features(10..<11, examples: examples)
        )
      }
    )
  }
}
