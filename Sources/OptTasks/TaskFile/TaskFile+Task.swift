import Foundation
import OptRuntime

extension TaskFile {
  /// Parameters beyond which a model would not fit into memory with everything around it.
  private static let largestModel = 100_000_000

  /// The task of the file, with its data.
  func task(besides file: URL) throws(TaskFileError) -> ProxyTask {
    let data = try readData(besides: file)
    let name = name ?? TaskFile.name(of: file)
    let split = data.split
    let task = ProxyTask(
      family: name,
      size: 1,
      summary: "\(data.split.training.count) examples of one's own, \(model)",
      steps: steps,
      batchSize: batch,
      metric: data.isClassified ? .accuracy : .explainedVariance,
      data: { split },
      model: { graph, examples in build(data, &graph, examples) }
    )
    var graph = Graph()
    _ = task.model(&graph, 1)
    let parameters = graph.parameters.reduce(0) { $0 + $1.shape.count }
    guard parameters <= TaskFile.largestModel else {
      throw TaskFileError(
        file.relativePath,
        "the model has \(parameters) parameters, more than \(TaskFile.largestModel)"
      )
    }
    return task
  }

  /// The file's name without its endings.
  private static func name(of file: URL) -> String {
    let name = file.lastPathComponent
    return String(name.prefix { $0 != "." })
  }

  private func build(_ data: LoadedData, _ graph: inout Graph, _ examples: Int) -> Head {
    let outputs = data.outputs
    switch model {
    case .linear, .mlp, .cnn:
      let inputs = graph.features(0..<data.inputs, examples: examples)
      let inner: Tensor
      switch model {
      case .cnn: inner = convolutions(data, inputs, &graph, examples)
      case .mlp: inner = graph.perceptron(inputs, hidden: hidden, activation: activate)
      case .linear, .contextMLP, .transformer: inner = inputs
      }
      let last = graph.linear("output", inner, outputs: outputs)
      if data.isClassified {
        return graph.softmaxCrossEntropy(
          last,
          labels: graph.indices(0..<1, examples: examples)
        )
      }
      let targets = graph.features(data.inputs..<(data.inputs + 1), examples: examples)
      return graph.squaredLoss(last, targets: targets)
    case .contextMLP:
      let past = graph.indices(0..<context, examples: examples)
      let embedded = graph.embedding("characters", past, entries: outputs, width: width)
      let inner = graph.perceptron(
        embedded.reshaped(examples, context * width),
        hidden: hidden,
        activation: activate
      )
      return graph.softmaxCrossEntropy(
        graph.linear("output", inner, outputs: outputs),
        labels: graph.indices(context..<(context + 1), examples: examples)
      )
    case .transformer:
      let decoded = graph.decoder(
        graph.indices(0..<context, examples: examples),
        entries: outputs,
        sequence: context,
        width: width,
        heads: heads,
        blocks: blocks
      )
      return graph.softmaxCrossEntropy(
        graph.linear("output", decoded, outputs: outputs),
        labels: graph.indices(1..<(context + 1), examples: examples)
      )
    }
  }

  private func convolutions(
    _ data: LoadedData,
    _ inputs: Tensor,
    _ graph: inout Graph,
    _ examples: Int
  ) -> Tensor {
    var images = Images(
      tensor: inputs,
      height: data.image[0],
      width: data.image[1],
      channels: data.image[2]
    )
    for (place, outputs) in channels.enumerated() {
      images = graph.convolution("convolution\(place + 1)", images, size: 3, outputs: outputs)
      images.tensor = activate(&graph, images.tensor)
    }
    images = graph.maxPool(images)
    return images.tensor.reshaped(examples, images.tensor.count / examples)
  }

  private func activate(_ graph: inout Graph, _ x: Tensor) -> Tensor {
    switch activation {
    case .relu: graph.relu(x)
    case .tanh: graph.tanh(x)
    case .gelu: graph.gelu(x)
    }
  }
}
