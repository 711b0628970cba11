extension TaskCatalog {
  /// The next character of Genesis from the last 8, by an embedding and a multi-layer perceptron.
  static let genesisMLP = [
    (size: 1, width: 12, hidden: [64], batch: 64, steps: 300),
    (size: 10, width: 24, hidden: [256], batch: 64, steps: 500),
    (size: 100, width: 32, hidden: [512, 256], batch: 128, steps: 600),
  ].map { form in
    let context = 8
    return ProxyTask(
      family: "genesis-mlp",
      size: form.size,
      summary: "Genesis, next of 60 characters from the last \(context); \(form.width)-wide "
        + "embedding, \(widths(context * form.width, form.hidden, 60)), tanh",
      steps: form.steps,
      batchSize: form.batch,
      metric: .accuracy,
      data: { DataSets.genesis.windows(length: context + 1, held: 1_024) },
      model: { graph, examples in
        let characters = DataSets.genesis.characters
        let past = graph.indices(0..<context, examples: examples)
        let embedded = graph.embedding(
          "characters",
          past,
          entries: characters,
          width: form.width
        )
        let row = embedded.reshaped(examples, context * form.width)
        let inner = graph.perceptron(row, hidden: form.hidden) { $0.tanh($1) }
        return graph.softmaxCrossEntropy(
          graph.linear("output", inner, outputs: characters),
          labels: graph.indices(context..<(context + 1), examples: examples)
        )
      }
    )
  }

  /// The next character of Genesis at every place, by a decoder-only transformer.
  static let genesisLM = [
    (size: 1, length: 32, width: 32, heads: 2, blocks: 1, batch: 16, steps: 200),
    (size: 10, length: 32, width: 64, heads: 4, blocks: 2, batch: 16, steps: 500),
    (size: 100, length: 64, width: 128, heads: 4, blocks: 3, batch: 16, steps: 600),
  ].map { form in
    ProxyTask(
      family: "genesis-lm",
      size: form.size,
      summary: "Genesis, next of 60 characters at each of \(form.length) places; transformer, "
        + "\(form.blocks) blocks, width \(form.width), \(form.heads) heads",
      steps: form.steps,
      batchSize: form.batch,
      metric: .accuracy,
      data: {
        DataSets.genesis.windows(length: form.length + 1, held: 8_192 / form.length)
      },
      model: { graph, examples in
        let characters = DataSets.genesis.characters
        let decoded = graph.decoder(
          graph.indices(0..<form.length, examples: examples),
          entries: characters,
          sequence: form.length,
          width: form.width,
          heads: form.heads,
          blocks: form.blocks
        )
        return graph.softmaxCrossEntropy(
          graph.linear("output", decoded, outputs: characters),
          labels: graph.indices(1..<(form.length + 1), examples: examples)
        )
      }
    )
  }

  /// A sum modulo a prime from its two terms, half of all pairs held out, by a small transformer.
  ///
  /// Power et al. 2022, "Grokking".
  static let modularAddition = [
    (size: 1, modulus: 23, width: 32, heads: 2, batch: 64, steps: 600),
    (size: 10, modulus: 31, width: 64, heads: 4, batch: 128, steps: 800),
    (size: 100, modulus: 53, width: 128, heads: 4, batch: 512, steps: 2_000),
  ].map { form in
    ProxyTask(
      family: "modular-addition",
      size: form.size,
      summary: "a + b modulo \(form.modulus), half of all pairs held out; transformer, 1 block, "
        + "width \(form.width), \(form.heads) heads",
      steps: form.steps,
      batchSize: form.batch,
      metric: .accuracy,
      data: { DataSets.sums(modulus: form.modulus) },
      model: { graph, examples in
        let decoded = graph.decoder(
          graph.indices(0..<3, examples: examples),
          entries: form.modulus + 1,
          sequence: 3,
          width: form.width,
          heads: form.heads,
          blocks: 1
        )
        let last = graph.gather(
          decoded,
          graph.table((0..<examples).map { Int32(3 * $0 + 2) })
        )
        return graph.softmaxCrossEntropy(
          graph.linear("output", last, outputs: form.modulus),
          labels: graph.indices(3..<4, examples: examples)
        )
      }
    )
  }
}
