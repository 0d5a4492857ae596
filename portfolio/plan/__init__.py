"""solution -> what people read: the plan, the checker, the reasons."""
