internal import NumericalCore

extension Network {
  /// The gradient of the loss of `example` at `parameters`, unclipped.
  package func gradient(of example: Example, parameters: [Float]) -> [Float] {
    precondition(
      example.features.count == features && parameters.count == parameterCount, "shapes must match the model")
    let (own, gradient) = (FloatBuffer(count: parameterCount), FloatBuffer(count: parameterCount))
    own.fill(from: parameters)
    let input = FloatBuffer(count: features)
    input.fill(from: example.features)
    let pass = NetworkPass(self, capacity: 1)
    pass.append(input.base, squaredNorm: sumOfSquares(input.base, count: features), label: example.label)
    pass.run(parameters: own.base, measuring: false)
    pass.factors.update(repeating: 1, count: stack.parameterGroups)
    // The pass points into the input.
    withExtendedLifetime(input) { pass.accumulate(areMeasured: false, into: gradient.base, keeping: 0) }
    return gradient.array
  }
}
