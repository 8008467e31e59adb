using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Launch.Queues;

namespace Slipway.Tests.Launch;

/// <summary>Which resource arguments may reach an agent (wandb-behaviour 9.6).</summary>
public sealed class ResourceRulesTests
{
    private const string Training =
        """{"RoleArn":"arn:x","OutputDataConfig":{"S3OutputPath":"s3://x"},"ResourceConfig":{},"StoppingCondition":{}}""";

    [Theory]
    [InlineData("local-process", "process")]
    [InlineData("local-container", "docker")]
    [InlineData("process", "process")]
    [InlineData("docker", "docker")]
    [InlineData("kubernetes", "kubernetes")]
    [InlineData("sagemaker", "sagemaker")]
    [InlineData("gcp-vertex", null)]
    [InlineData(null, null)]
    public void The_wandb_clients_words_for_resources_are_known(string? word, string? resource) =>
        Assert.Equal(resource, ResourceRules.ResourceOf(word));

    [Theory]
    [InlineData("command")]
    [InlineData("cpu")]
    [InlineData("cpu-period")]
    [InlineData("cpu-quota")]
    [InlineData("cpu-shares")]
    [InlineData("cpus")]
    [InlineData("cpuset-cpus")]
    [InlineData("cpuset-mems")]
    [InlineData("e")]
    [InlineData("env")]
    [InlineData("gpus")]
    [InlineData("m")]
    [InlineData("memory")]
    [InlineData("memory-reservation")]
    [InlineData("memory-swap")]
    [InlineData("name")]
    [InlineData("pids-limit")]
    [InlineData("platform")]
    [InlineData("shm-size")]
    [InlineData("ulimit")]
    [InlineData("w")]
    [InlineData("workdir")]
    public void Docker_takes_the_22_safe_arguments(string argument) =>
        Assert.Null(Check("docker", $$"""{"{{argument}}":["a", 1]}"""));

    [Theory]
    [InlineData("privileged")]
    [InlineData("v")]
    [InlineData("volume")]
    [InlineData("--volume")]
    [InlineData("mount")]
    [InlineData("cap-add")]
    [InlineData("device")]
    [InlineData("network")]
    [InlineData("net")]
    [InlineData("pid")]
    [InlineData("ipc")]
    [InlineData("userns")]
    [InlineData("security-opt")]
    [InlineData("entrypoint")]
    [InlineData("Env")]
    public void Docker_takes_no_other_argument_and_the_refusal_names_it(string argument)
    {
        var refusal = Check("docker", $$"""{"{{argument}}":"x"}""");
        Assert.Equal(ErrorCodes.ArgumentRefused, refusal!.Code);
        Assert.Contains($"'{argument}'", refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[true]")]
    [InlineData("[[\"a\"]]")]
    public void Docker_takes_neither_booleans_nor_objects(string value) =>
        Assert.Equal(ErrorCodes.ResourceInvalid, Check("docker", $$$"""{"env":{{{value}}} }""")!.Code);

    [Fact]
    public void An_admin_allows_more_by_name()
    {
        Assert.Null(Check("docker", """{"volume":"data:/data"}""", "volume"));
        Assert.Null(Check("kubernetes", """{"spec":{"template":{"spec":{"hostNetwork":true}}}}""", "hostNetwork"));
        Assert.NotNull(Check("kubernetes", """{"spec":{"hostNetwork":true,"hostPID":true}}""", "hostNetwork"));
    }

    [Theory]
    [InlineData("securityContext", "{}")]
    [InlineData("hostPath", "{}")]
    [InlineData("serviceAccountToken", "{}")]
    [InlineData("hostPID", "true")]
    [InlineData("hostIPC", "true")]
    [InlineData("hostNetwork", "true")]
    [InlineData("shareProcessNamespace", "true")]
    [InlineData("hostUsers", "true")]
    [InlineData("serviceAccount", "\"x\"")]
    [InlineData("serviceAccountName", "\"x\"")]
    [InlineData("automountServiceAccountToken", "true")]
    [InlineData("hostPort", "80")]
    [InlineData("host_network", "true")]
    [InlineData("HostNetwork", "true")]
    [InlineData("mountPropagation", "\"Bidirectional\"")]
    [InlineData("type", "\"Unconfined\"")]
    [InlineData("container.apparmor.security.beta.kubernetes.io/main", "\"unconfined\"")]
    public void Kubernetes_refuses_what_leads_out_of_the_container_wherever_it_stands(string key, string value)
    {
        var refusal = Check("kubernetes", """{"spec":{"template":{"spec":{"containers":[{"name":"a",KEY:VALUE}]}}}}"""
            .Replace("KEY", $"\"{key}\"", StringComparison.Ordinal).Replace("VALUE", value, StringComparison.Ordinal));
        Assert.Equal(ErrorCodes.ArgumentRefused, refusal!.Code);
        Assert.Contains($"'{key}'", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Kubernetes_takes_an_ordinary_job() =>
        Assert.Null(Check("kubernetes", """{"metadata":{"namespace":"ml"},"spec":{"backoffLimit":0,"template":{"spec":{"containers":[{"resources":{"limits":{"nvidia.com/gpu":1}},"volumeMounts":[{"mountPropagation":"None"}]}]}}}}"""));

    [Fact]
    public void A_process_takes_none()
    {
        Assert.Null(Check("process", "{}"));
        Assert.Equal(ErrorCodes.ArgumentRefused, Check("process", """{"env":"A=b"}""")!.Code);
    }

    [Theory]
    [InlineData("RoleArn")]
    [InlineData("OutputDataConfig")]
    [InlineData("ResourceConfig")]
    [InlineData("StoppingCondition")]
    public void SageMaker_needs_four_things(string missing)
    {
        Assert.Null(Check("sagemaker", Training));
        var without = JsonNode.Parse(Training)!.AsObject();
        without.Remove(missing);
        var refusal = Check("sagemaker", without.ToJsonString());
        Assert.Equal(ErrorCodes.ResourceInvalid, refusal!.Code);
        Assert.Contains(missing, refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Accounts_and_namespaces_are_the_queues_to_decide()
    {
        Assert.Equal(ErrorCodes.ArgumentRefused, Given("sagemaker", """{"RoleArn":"arn:mine"}""")!.Code);
        Assert.Null(Given("sagemaker", """{"ResourceConfig":{}}""", "ResourceConfig"));
        Assert.Equal(ErrorCodes.ArgumentRefused, Given("kubernetes", """{"metadata":{"namespace":"kube-system"}}""")!.Code);
        Assert.Null(Given("docker", """{"memory":"2g"}"""));
    }

    [Fact]
    public void Arguments_are_a_json_object() => Assert.Equal(ErrorCodes.ResourceInvalid, Check("docker", "[]")!.Code);

    [Fact]
    public void Objects_merge_key_by_key_and_everything_else_as_a_whole()
    {
        var merged = ResourceRules.Merge(JsonNode.Parse("""{"a":{"x":1,"y":[1]},"b":1}"""), JsonNode.Parse("""{"a":{"y":[2]},"c":null}"""));
        Assert.Equal("""{"a":{"x":1,"y":[2]},"b":1,"c":null}""", merged!.ToJsonString());
        Assert.Null(ResourceRules.Merge(null, null));
    }

    private static Slipway.Rest.Refusal? Check(string resource, string arguments, params string[] allowed) =>
        ResourceRules.Check(resource, JsonElement.Parse(arguments), allowed);

    private static Slipway.Rest.Refusal? Given(string resource, string arguments, params string[] allowed) =>
        ResourceRules.CheckGiven(resource, JsonElement.Parse(arguments), allowed);
}
