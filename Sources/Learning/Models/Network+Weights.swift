extension Network {
  /// `parameters` as the tensors that they are made of.
  ///
  /// A dense layer's weight is (inputs, outputs), a convolution's (height, width, inputs, outputs), an embedding's
  /// (vocabulary, dimensions); images lie as (height, width, channels). PyTorch wants the transposes: of dense weights
  /// `w.T`, of convolutions `w.permute(3, 2, 0, 1)`; JAX takes both as they are.
  package func tensors(of parameters: [Float]) -> [Safetensors.Tensor] {
    precondition(parameters.count == parameterCount, "the model has \(parameterCount) parameters")
    var rest = parameters[...]
    return stack.tensors.map { tensor in
      defer { rest = rest.dropFirst(tensor.count) }
      return Safetensors.Tensor(name: tensor.name, shape: tensor.shape, values: Array(rest.prefix(tensor.count)))
    }
  }

  /// The parameters that `weights` hold, other tensors aside.
  ///
  /// - Parameter file: What errors call the weights.
  /// - Throws: `WeightsError.otherModel` where a tensor is missing or of another shape, or a number is not finite.
  package func parameters(from weights: Safetensors, file: String) throws -> [Float] {
    try stack.tensors.flatMap { tensor in
      guard let found = weights[tensor.name] else {
        throw WeightsError.otherModel(
          file: file, what: "tensors",
          allowed: "those of the model, \(stack.tensors.map(\.name).joined(separator: ", "))",
          got: weights.tensors.isEmpty ? "none" : weights.tensors.map(\.name).joined(separator: ", "))
      }
      guard found.shape == tensor.shape else {
        throw WeightsError.otherModel(
          file: file, what: "the shape of \(tensor.name)", allowed: "\(tensor.shape)", got: "\(found.shape)")
      }
      guard let strange = found.values.first(where: { !$0.isFinite }) else { return found.values }
      throw WeightsError.otherModel(
        file: file, what: "the values of \(tensor.name)", allowed: "finite numbers", got: "\(strange)")
    }
  }
}
