package import Learning
internal import PrivacyModel

/// A record of the dataset with its label moved to the next class, which a model learns only by memorising it.
package func mislabelledCanary(record: Int, of dataset: Dataset) throws -> Example {
  let record = try checked(record, "canary.record", in: 0...dataset.count - 1)
  let original = dataset.example(record)
  return Example(features: original.features, label: (original.label + 1) % Int32(dataset.classes))
}
