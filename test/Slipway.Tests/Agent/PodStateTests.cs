using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Agent.Runners.Kubernetes;
using Slipway.Agent.Spool;

namespace Slipway.Tests.Agent;

/// <summary>What a pod's status means for the job in it.</summary>
public sealed class PodStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public void F_4_an_eviction_is_told_before_the_exit_code_that_it_left_behind() => Assert.Equal(
        (EndCause.Interrupted, 137, "the cluster ended it: Evicted. The node was low on resource: memory."),
        Read(EndOf("""{"phase": "Failed", "reason": "Evicted", "message": "The node was low on resource: memory.", "containerStatuses": [CODE137]}""")));

    [Fact]
    public void F_4_a_preemption_is_told_in_the_clusters_words() => Assert.Equal(
        (EndCause.Interrupted, 143, "the cluster ended it: PreemptionByScheduler: preempting to accommodate a higher priority pod"),
        Read(EndOf("""
            {"phase": "Failed", "conditions": [{"type": "DisruptionTarget", "status": "True", "reason": "PreemptionByScheduler",
             "message": "preempting to accommodate a higher priority pod", "lastTransitionTime": "2026-12-01T00:59:58Z"}], "containerStatuses": [CODE143]}
            """)));

    [Fact]
    public void F_4_a_container_whose_state_nobody_knows_is_lost() => Assert.Equal(
        EndCause.Interrupted,
        EndOf("""{"phase": "Failed", "containerStatuses": [{"name": "job", "state": {"terminated": {"exitCode": 137, "reason": "ContainerStatusUnknown", "finishedAt": null}}}]}""")!.Cause);

    [Theory]
    [InlineData("2026-12-01T00:59:40Z", true)]
    [InlineData("2026-12-01T00:59:50Z", false)]
    [InlineData("2026-12-01T00:59:55Z", false)]
    public void F_4_only_a_program_that_had_ended_before_its_pod_was_deleted_ended_by_itself(string finished, bool isItsOwn)
    {
        var pod = Pod("{\"phase\": \"Failed\", \"containerStatuses\": [{\"name\": \"job\", \"state\": {\"terminated\": {\"exitCode\": 1, \"reason\": \"Error\", \"finishedAt\": \"" + finished + "\"}}}]}");
        pod["metadata"]!["deletionTimestamp"] = "2026-12-01T01:00:20Z";
        pod["metadata"]!["deletionGracePeriodSeconds"] = 30;

        Assert.Equal(isItsOwn ? EndCause.Exited : EndCause.Interrupted, PodEnd.Of(pod, "job", isGone: false, Now)!.Cause);
    }

    [Fact]
    public void E_K17_a_pod_that_is_being_deleted_has_not_ended_while_its_program_runs()
    {
        var pod = Pod("""{"phase": "Running", "containerStatuses": [{"name": "job", "state": {"running": {"startedAt": "2026-12-01T00:59:00Z"}}}]}""");
        pod["metadata"]!["deletionTimestamp"] = "2026-12-01T01:00:20Z";

        Assert.Null(PodEnd.Of(pod, "job", isGone: false, Now));
        Assert.Equal((EndCause.Interrupted, null, "the cluster ended it: its pod p was deleted."), Read(PodEnd.Of(pod, "job", isGone: true, Now)));
    }

    [Fact]
    public void E_K21_a_deadline_of_the_pod_is_a_time_out_and_not_lost() => Assert.Equal(
        (EndCause.RunTimeout, 137, "the cluster ended it: DeadlineExceeded. Pod was active on the node longer than the specified deadline"),
        Read(EndOf("""{"phase": "Failed", "reason": "DeadlineExceeded", "message": "Pod was active on the node longer than the specified deadline", "containerStatuses": [CODE137]}""")));

    [Fact]
    public void E_K7_an_exit_code_of_its_own_is_no_lack_of_memory()
    {
        Assert.Equal(EndCause.Exited, EndOf("""{"phase": "Failed", "containerStatuses": [CODE137]}""")!.Cause);
        Assert.Equal(EndCause.OutOfMemory, EndOf("""{"phase": "Failed", "containerStatuses": [{"name": "job", "state": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}]}""")!.Cause);
    }

    [Fact]
    public void F_3_the_end_of_another_container_is_not_the_jobs() => Assert.Null(EndOf(
        """{"phase": "Running", "containerStatuses": [{"name": "side", "state": {"terminated": {"exitCode": 1}}}, {"name": "job", "state": {"running": {}}}]}"""));

    [Theory]
    [InlineData("CreateContainerConfigError", "failed to sync secret cache: timed out waiting for the condition")]
    [InlineData("CreateContainerError", "context deadline exceeded")]
    [InlineData("RunContainerError", "context deadline exceeded")]
    [InlineData("ImagePullBackOff", "Back-off pulling image \"x\"")]
    [InlineData("ErrImagePull", "connection refused")]
    public void E_K6_E_K15_what_a_kubelet_tries_again_is_waited_for_in_its_words(string reason, string message)
    {
        var pod = Pod("{\"phase\": \"Pending\", \"containerStatuses\": [{\"name\": \"job\", \"state\": {\"waiting\": {\"reason\": \"" + reason + "\", \"message\": " + JsonSerializer.Serialize(message) + "}}}]}");

        Assert.Null(PodEnd.Of(pod, "job", isGone: false, Now));
        Assert.Null(PodWait.WhyNever(pod, "job"));
        Assert.Equal($"{reason}: {message}", PodWait.Of(pod, "job"));
    }

    [Theory]
    [InlineData("InvalidImageName")]
    [InlineData("ErrImageNeverPull")]
    public void F_35_a_name_that_is_wrong_ends_it_at_once(string reason) => Assert.StartsWith(
        reason,
        PodWait.WhyNever(Pod("{\"containerStatuses\": [{\"name\": \"job\", \"state\": {\"waiting\": {\"reason\": \"" + reason + "\", \"message\": \"x\"}}}]}"), "job"),
        StringComparison.Ordinal);

    [Fact]
    public void F_5_the_schedulers_words_come_first() => Assert.Equal(
        "Unschedulable: 0/3 nodes are available",
        PodWait.Of(Pod("""{"conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/3 nodes are available"}]}"""), "job"));

    [Theory]
    [InlineData("ready\nunable to retrieve container logs for containerd://0a1b", "ready\n")]
    [InlineData("up\nrpc error: code = NotFound desc = an error occurred when try to find container \"5dea\": not found", "up\n")]
    [InlineData("no newlinerpc error: code = Unavailable desc = connection error", "no newline")]
    [InlineData("failed to create fsnotify watcher: too many open files\n", "")]
    [InlineData("rpc error: code = NotFound desc = mine\nand on\n", "rpc error: code = NotFound desc = mine\nand on\n")]
    [InlineData("caf\u00e9", "caf\u00e9")]
    public void E_K2_E_K10_what_a_kubelet_says_at_the_end_of_a_log_is_not_the_jobs(string told, string printed)
    {
        var bytes = Encoding.UTF8.GetBytes(told);

        Assert.Equal(printed, Encoding.UTF8.GetString(bytes, 0, KubeletWords.LengthWithout(bytes)));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "jobs.batch is forbidden: User \"a\" cannot get resource", true)]
    [InlineData(HttpStatusCode.Forbidden, "jobs.batch is forbidden: exceeded quota: q, requested: count/jobs.batch=1", true)]
    [InlineData(HttpStatusCode.Forbidden, "admission webhook \"policy\" denied the request: no", false)]
    [InlineData(HttpStatusCode.Unauthorized, "Unauthorized", true)]
    [InlineData(HttpStatusCode.NotFound, "the server could not find the requested resource", true)]
    [InlineData(HttpStatusCode.TooManyRequests, "", true)]
    [InlineData(HttpStatusCode.InternalServerError, "", true)]
    [InlineData(HttpStatusCode.UnprocessableEntity, "", false)]
    [InlineData(HttpStatusCode.BadRequest, "", false)]
    public void E_K25_a_refusal_that_may_pass_is_told_from_one_that_does_not(HttpStatusCode status, string message, bool passes) =>
        Assert.Equal(passes, KubernetesFaults.IsPassing(new KubernetesRefusedException(status, message)));

    private static JobEnd? EndOf(string status) => PodEnd.Of(Pod(status), "job", isGone: false, Now);

    private static (EndCause Cause, int? Code, string? Message) Read(JobEnd? end) => (end!.Cause, end.ExitCode, end.Message);

    private static JsonObject Pod(string status) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "p", ["uid"] = "u" },
        ["status"] = JsonNode.Parse(status.Replace("CODE137", Terminated(137), StringComparison.Ordinal).Replace("CODE143", Terminated(143), StringComparison.Ordinal)),
    };

    private static string Terminated(int code) =>
        "{\"name\": \"job\", \"state\": {\"terminated\": {\"exitCode\": " + code + ", \"reason\": \"Error\", \"finishedAt\": \"2026-12-01T00:59:59Z\"}}}";
}
