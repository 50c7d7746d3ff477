internal import NumericalCore
internal import PrivacyModel

/// How well a network does on a dataset.
package struct NetworkQuality: Hashable, Sendable {
  /// The mean loss of an example, in double precision from the outputs on.
  package let loss: Double
  /// The share of examples whose class is predicted.
  package let accuracy: Double
}

/// Asks again and again how well a network does on one dataset, which is copied once.
package final class NetworkEvaluation {
  private let network: Network
  private let dataset: Dataset
  private let features: FloatBuffer
  private let parameters: FloatBuffer
  private let pass: NetworkPass

  /// - Parameter dataset: With the network's features and at most its classes.
  package init(of network: Network, on dataset: Dataset) {
    precondition(
      dataset.featureCount == network.features && dataset.classes <= network.classes,
      "the dataset must have the model's features and classes")
    (self.network, self.dataset) = (network, dataset)
    features = FloatBuffer(count: dataset.features.elements.count)
    features.fill(from: dataset.features.elements)
    parameters = FloatBuffer(count: network.parameterCount)
    pass = NetworkPass(network, capacity: NetworkPass.suitableCapacity(for: network))
  }

  /// - Parameter parameters: Those of the network.
  package func quality(at values: [Float]) -> NetworkQuality {
    parameters.fill(from: values)
    let columns = network.stack.output.count
    var (loss, right) = (0.0, 0)
    for start in stride(from: 0, to: dataset.count, by: pass.capacity) {
      let batch = start..<min(start + pass.capacity, dataset.count)
      pass.removeAll()
      for index in batch {
        let example = features.base + index * dataset.featureCount
        pass.append(
          example, squaredNorm: sumOfSquares(example, count: dataset.featureCount), label: dataset.labels[index])
      }
      let outputs = pass.predict(parameters: parameters.base)
      for (row, index) in batch.enumerated() {
        let own = UnsafeBufferPointer(start: UnsafePointer(outputs) + row * columns, count: columns)
        loss += network.loss.value(of: own.map(Double.init), label: Int(dataset.labels[index]))
        if network.prediction(from: own) == Int(dataset.labels[index]) { right += 1 }
      }
    }
    return NetworkQuality(loss: loss / Double(dataset.count), accuracy: Double(right) / Double(dataset.count))
  }
}
