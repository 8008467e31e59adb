using System.Text;
using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Jobs;
using Slipway.Launch.Jobs;
using Slipway.Launch.Schemas;

namespace Slipway.Tests.Launch;

/// <summary>What a version of a job holds, as we and the wandb client write it (wandb-behaviour 9.1).</summary>
public sealed class JobDefinitionTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef01234567";

    [Theory]
    [InlineData(
        """{"_version":"0.17.9","source_type":"artifact","source":{"artifact":"wandb-artifact://_id/QXJ0aWZhY3Q6MQ==","entrypoint":["python","train.py"],"notebook":false},"input_types":{"wb_type":"typedDict","params":{"type_map":{}}},"output_types":{},"runtime":"3.11"}""",
        "artifact", "wandb-artifact://_id/QXJ0aWZhY3Q6MQ==")]
    [InlineData(
        """{"_version":"v0","source_type":"repo","source":{"git":{"remote":"https://github.com/o/r","commit":"abc"},"entrypoint":["python","a.py"],"notebook":false}}""",
        "repo", "https://github.com/o/r")]
    [InlineData("""{"_version":"v0","source_type":"image","source":{"image":"alpine:3"}}""", "image", "alpine:3")]
    public void A_job_that_the_wandb_client_made_is_read(string file, string type, string code)
    {
        var source = JobDefinition.Read(Encoding.UTF8.GetBytes(file))!.Source;
        Assert.Equal((type, code), (source.Type, source.Artifact ?? source.Remote ?? source.Image));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"source_type":"image","source":{}}""")]
    [InlineData("""{"source_type":"repo","source":{"git":{"remote":"x"}}}""")]
    [InlineData("""{"source_type":"other","source":{"image":"x"}}""")]
    public void What_is_no_job_is_told_from_one(string file) => Assert.Null(JobDefinition.Read(Encoding.UTF8.GetBytes(file)));

    [Fact]
    public void What_we_write_is_read_back_whole()
    {
        foreach (var source in (JobSourceBody[])
        [
            new() { Type = JobSources.Artifact, Artifact = "wandb-artifact://_id/QXJ0aWZhY3Q6MQ==", EntryPoint = ["python", "a b.py"], Args = ["--x"] },
            new() { Type = JobSources.Repo, Remote = "https://github.com/o/r", Commit = Hash, EntryPoint = ["make"] },
            new() { Type = JobSources.Image, Image = "alpine:3" },
        ])
        {
            var read = JobDefinition.Read(new JobDefinition { Source = source, Inputs = JsonElement.Parse("""{"type":"object"}""") }.ToFile())!;
            Assert.Equivalent(source, read.Source, strict: true);
            Assert.Equal("""{"type":"object"}""", JsonSerializer.Serialize(read.Inputs));
        }
    }

    [Theory]
    [InlineData("https://github.com/o/r", Hash, true)]
    [InlineData("ssh://git@github.com/o/r", Hash, true)]
    [InlineData("https://user:token@github.com/o/r", Hash, false)]
    [InlineData("ext::sh -c id", Hash, false)]
    [InlineData("file:///etc", Hash, false)]
    [InlineData("--upload-pack=id", Hash, false)]
    [InlineData("ssh://-oProxyCommand=id/x", Hash, false)]
    [InlineData("https://github.com/o/r", "main", false)]
    [InlineData("https://github.com/o/r", "--help", false)]
    public void A_repository_is_an_https_or_ssh_address_and_a_full_hash(string remote, string commit, bool allowed) =>
        Assert.Equal(allowed, JobDefinition.Check(new() { Type = JobSources.Repo, Remote = remote, Commit = commit, EntryPoint = ["a"] }, null) is null);

    [Theory]
    [InlineData("alpine:3", true)]
    [InlineData("r.example.com:5000/a/b@sha256:00", true)]
    [InlineData("", false)]
    [InlineData("--privileged", false)]
    [InlineData("a b", false)]
    [InlineData("a;id", false)]
    public void An_image_is_named_as_docker_names_it(string image, bool allowed) =>
        Assert.Equal(allowed, JobDefinition.Check(new() { Type = JobSources.Image, Image = image }, null) is null);

    [Fact]
    public void Code_needs_a_command_and_inputs_need_a_schema()
    {
        Assert.Equal("source.entryPoint",
            JobDefinition.Check(new() { Type = JobSources.Artifact, Artifact = "a/b/c:v0" }, null)!.Errors!.Keys.Single());
        Assert.Equal(ErrorCodes.JobInvalid,
            JobDefinition.Check(new() { Type = JobSources.Image, Image = "a" }, JsonElement.Parse("""{"type":"what"}"""))!.Code);
        Assert.Equal("source.type", JobDefinition.Check(new() { Type = "zip" }, null)!.Errors!.Keys.Single());
    }

    [Theory]
    [InlineData("""{"$ref":"#/$defs/a"}""", "inputs.$ref is a rule that Slipway does not check.")]
    [InlineData("""{"properties":{"a":{"pattern":"^a"}}}""", "inputs.properties.a.pattern is a rule that Slipway does not check.")]
    [InlineData("""{"items":{"anyOf":[]}}""", "inputs.items.anyOf is a rule that Slipway does not check.")]
    [InlineData("""{"additionalProperties":{"type":"string"}}""", "inputs.additionalProperties must be true or false.")]
    [InlineData("""{"maxLength":-1}""", "inputs.maxLength must be a whole number from 0 on.")]
    [InlineData("""{"title":"T","description":"D","default":1,"examples":[1],"format":"date","$schema":"x","$defs":{},"x-own":{"pattern":1},"label":"L"}""", null)]
    public void A_schema_with_a_rule_that_would_be_passed_over_is_refused_when_it_is_saved(string schema, string? problem)
    {
        var told = SchemaSubset.ProblemOfSchema(JsonElement.Parse(schema), "inputs");
        Assert.Equal(problem, problem is null ? told : told?[..Math.Min(problem.Length, told.Length)]);
    }

    [Theory]
    [InlineData("""{"minLength":2}""", "\"👍\"", "x must have at least 2 characters.")]
    [InlineData("""{"maxLength":1}""", "\"👍\"", null)]
    [InlineData("""{"maxLength":1}""", "\"ab\"", "x must have at most 1 characters.")]
    [InlineData("""{"minItems":1,"maxItems":2}""", "[]", "x must have at least 1 elements.")]
    [InlineData("""{"minItems":1,"maxItems":2}""", "[1,2,3]", "x must have at most 2 elements.")]
    [InlineData("""{"minItems":1,"maxItems":2,"minLength":9}""", "[1]", null)]
    public void Lengths_are_checked(string schema, string value, string? problem) =>
        Assert.Equal(problem, SchemaSubset.Problem(JsonElement.Parse(schema), JsonElement.Parse(value), "x"));

    [Theory]
    [InlineData("""{"epochs":3,"model":"x"}""", null)]
    [InlineData("""{"model":"x"}""", "runConfig.epochs is missing.")]
    [InlineData("""{"epochs":"3"}""", "runConfig.epochs is a string; it must be integer.")]
    [InlineData("""{"epochs":3.5}""", "runConfig.epochs is a number; it must be integer.")]
    [InlineData("""{"epochs":0}""", "runConfig.epochs must be at least 1.")]
    [InlineData("""{"epochs":11}""", "runConfig.epochs must be at most 10.")]
    [InlineData("""{"epochs":3,"model":"z"}""", "runConfig.model must be one of \"x\", \"y\".")]
    [InlineData("""{"epochs":3,"layers":[1,"a"]}""", "runConfig.layers[1] is a string; it must be number.")]
    [InlineData("""{"epochs":3,"opt":{"lr":true}}""", "runConfig.opt.lr is a boolean; it must be number.")]
    [InlineData("""{"epochs":3,"opt":{"x":1}}""", "runConfig.opt.x is not known to the job.")]
    public void The_run_config_is_held_against_the_jobs_inputs(string config, string? problem) =>
        Assert.Equal(problem, SchemaSubset.Problem(
            JsonElement.Parse(
                """
                {"type":"object","required":["epochs"],"properties":{
                  "epochs":{"type":"integer","minimum":1,"maximum":10},"model":{"type":"string","enum":["x","y"]},
                  "layers":{"type":"array","items":{"type":"number"}},
                  "opt":{"type":"object","additionalProperties":false,"properties":{"lr":{"type":"number"}}}}}
                """),
            JsonElement.Parse(config), "runConfig"));
}
