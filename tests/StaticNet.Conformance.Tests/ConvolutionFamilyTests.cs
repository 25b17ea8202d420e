namespace StaticNet.Conformance.Tests;

public class TransposedTests : FamilyTests;

public class LocalTests : FamilyTests;

public class OtherRankTests : FamilyTests;

public class NormedConvolutionTests : FamilyTests;

public class DepthwiseTests : FamilyTests;
