/// A training run in miniature: data, model, loss, and the protocol it is trained by.
public struct ProxyTask: Sendable {
  /// What is reported beside the loss.
  public enum Metric: String, Hashable, Sendable {
    /// The share of examples classified correctly.
    case accuracy
    /// 1 - squared error / variance of the targets.
    case explainedVariance = "explained_variance"
    /// Nothing: the loss says it all.
    case none
  }

  /// The name without the size: `digits-mlp`.
  public let family: String

  /// About the multiple of the smallest size's compute: 1, 10 or 100.
  public let size: Int

  /// Data and model in a few words.
  public let summary: String

  /// Steps of the reference protocol.
  public let steps: Int

  /// Examples of a batch in the reference protocol.
  public let batchSize: Int

  /// What is reported beside the loss.
  public let metric: Metric

  /// The divided data, decoded when first asked for.
  package let data: @Sendable () -> DataSplit

  /// Builds the model for a number of examples.
  package let model: @Sendable (inout Graph, _ examples: Int) -> Head

  /// The name with the size: `digits-mlp@1`.
  public var name: String { "\(family)@\(size)" }
}
