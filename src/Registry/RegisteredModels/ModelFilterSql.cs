namespace Slipway.Registry.RegisteredModels;

/// <summary>The statements of <see cref="ModelFilter"/>.</summary>
internal static class ModelFilterSql
{
    public const string Start =
        $"select {ModelSql.Columns} from collections c where c.project_id = @project and c.kind = 'model' and c.id < @before";
}
