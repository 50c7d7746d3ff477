internal import NumericalCore

extension Network {
  /// Of each parameter: the sum over the dataset of the squared derivatives of the examples' losses, unclipped.
  package func gradientEnergy(on dataset: Dataset, parameters: [Float]) -> [Float] {
    precondition(
      dataset.featureCount == features && parameters.count == parameterCount, "shapes must match the model")
    let records = TrainingRecords(dataset: dataset, candidates: [])
    let (own, gradient) = (FloatBuffer(count: parameterCount), FloatBuffer(count: parameterCount))
    own.fill(from: parameters)
    var energy = [Float](repeating: 0, count: parameterCount)
    let pass = NetworkPass(self, capacity: 1)
    // The pass points into the records.
    withExtendedLifetime(records) {
      for index in 0..<dataset.count {
        pass.removeAll()
        records.append(index, to: pass)
        pass.run(parameters: own.base, measuring: false)
        pass.factors.update(repeating: 1, count: stack.parameterGroups)
        pass.accumulate(areMeasured: false, into: gradient.base, keeping: 0)
        energy.withUnsafeMutableBufferPointer { energy in
          for index in energy.indices { energy[index] += gradient.base[index] * gradient.base[index] }
        }
      }
    }
    return energy
  }
}
