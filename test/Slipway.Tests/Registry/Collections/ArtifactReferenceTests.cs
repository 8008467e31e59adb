using Slipway.Api;
using Slipway.Registry.Collections;

namespace Slipway.Tests.Registry.Collections;

public sealed class ArtifactReferenceTests
{
    [Theory]
    [InlineData("acme/iris/classifier:v3")]
    [InlineData("wandb-artifact://acme/iris/classifier:v3")]
    public void Names_with_a_number_are_read(string text)
    {
        var reference = ArtifactReference.Parse(text).Value;
        Assert.Equal(new CollectionAddress("acme", "iris", "classifier"), reference.Collection);
        Assert.Equal(3, reference.Version.Index);
        Assert.Null(reference.VersionId);
    }

    [Fact]
    public void Without_a_version_it_means_latest() =>
        Assert.True(ArtifactReference.Parse("acme/iris/classifier").Value.Version.IsLatest);

    [Fact]
    public void An_alias_is_kept_as_it_is_written() =>
        Assert.Equal("prod ${X}", ArtifactReference.Parse("acme/model-registry/Iris:prod ${X}").Value.Version.Alias);

    [Fact]
    public void M7_The_artifact_instance_of_the_documentation_is_read() =>
        Assert.Equal(new ArtifactVersionId(517889887),
            ArtifactReference.Parse("wandb-artifact://_id/QXJ0aWZhY3Q6NTE3ODg5ODg3").Value.VersionId);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(517889887)]
    [InlineData(long.MaxValue)]
    public void M7_An_artifact_instance_comes_back_as_the_same_number(long id) =>
        Assert.Equal(new ArtifactVersionId(id), ArtifactReference.Parse(new ArtifactVersionId(id).ToReference()).Value.VersionId);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("classifier:v3")]
    [InlineData("iris/classifier:v3")]
    [InlineData("a/b/c/d:v3")]
    [InlineData("acme//classifier:v3")]
    [InlineData("acme/iris/:v3")]
    [InlineData("acme/iris/classifier:")]
    [InlineData("acme/iris/classifier:a:b")]
    [InlineData("wandb-artifact://_id/")]
    [InlineData("wandb-artifact://_id/not base64!")]
    [InlineData("wandb-artifact://_id/QXJ0aWZhY3Q6LTU=")]
    [InlineData("wandb-artifact://_id/UnVuOjU=")]
    [InlineData("wandb-artifact://_id/QXJ0aWZhY3Q6OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5")]
    public void What_is_no_reference_is_refused_by_its_field(string? text)
    {
        var refusal = ArtifactReference.Parse(text, "source").Refusal;
        Assert.Equal(ErrorCodes.ReferenceInvalid, refusal?.Code);
        Assert.True(refusal!.Errors!.ContainsKey("source"));
    }

    [Theory]
    [InlineData("v0", 0)]
    [InlineData("v2147483647", int.MaxValue)]
    public void A_number_is_a_v_and_its_digits(string text, int index) => Assert.Equal(index, VersionReference.Parse(text).Index);

    [Theory]
    [InlineData("v01")]
    [InlineData("v2147483648")]
    [InlineData("v")]
    [InlineData("V1")]
    public void What_is_no_number_is_an_alias(string text) => Assert.Equal(text, VersionReference.Parse(text).Alias);
}
