/// Holds the size of a synthetic dataset to what `DataSpecification` lets through.
func requireSyntheticSize(examples: Int, features: Int, classes: Int) {
  precondition(
    examples > 0 && features > 0 && classes > 1,
    "a dataset has examples, features and two classes, got \(examples), \(features) and \(classes)")
}
