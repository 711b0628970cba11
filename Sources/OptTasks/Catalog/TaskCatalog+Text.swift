extension TaskCatalog {
  /// The next character of Genesis from the last 8, by an embedding and a multi-layer perceptron.
  static let genesisMLP: [ProxyTask] = [(1, 12, 64, 64, 300)].map {
    size,
    width,
    hidden,
    batch,
    steps in
    let context = 8
    return ProxyTask(
      family: "genesis-mlp",
      size: size,
      summary: "Genesis, next of 60 characters from the last \(context); "
        + "\(width)-wide embedding, \(context * width)-\(hidden)-60, tanh",
      steps: steps,
      batchSize: batch,
      metric: .accuracy,
      data: { DataSets.genesisWindows(length: context + 1, held: 1_024) },
      model: { graph, examples in
        let characters = DataSets.genesis.characters
        let past = graph.indices(0..<context, examples: examples)
        let embedded = graph.embedding(
          "characters",
          past,
          entries: characters,
          width: width
        )
        let row = embedded.reshaped(examples, context * width)
        let inner = graph.tanh(graph.linear("hidden", row, outputs: hidden))
        return graph.softmaxCrossEntropy(
          graph.linear("output", inner, outputs: characters),
          labels: graph.indices(context..<(context + 1), examples: examples)
        )
      }
    )
  }
}
