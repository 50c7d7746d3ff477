internal import NumericalCore

extension MultilayerPerceptron {
  /// Of each parameter: the sum over the dataset of the squared derivatives of the examples' losses, unclipped.
  package func gradientEnergy(on dataset: Dataset, parameters: [Float]) -> [Float] {
    precondition(
      dataset.featureCount == features && parameters.count == parameterCount, "shapes must match the model")
    var energy = [Float](repeating: 0, count: parameterCount)
    let backpropagation = Backpropagation(model: self, capacity: min(256, dataset.count))
    func flush() {
      backpropagation.run(parameters: parameters)
      backpropagation.squareGradients()
      backpropagation.addGradients(to: &energy)
      backpropagation.removeAll()
    }
    for index in 0..<dataset.count {
      backpropagation.append(Array(dataset.features.row(index)), label: dataset.labels[index])
      if backpropagation.count == backpropagation.capacity { flush() }
    }
    if backpropagation.count > 0 { flush() }
    return energy
  }
}
