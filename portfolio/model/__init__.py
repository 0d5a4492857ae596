"""domain + envelope -> solution: variables, rules, objective, solve, whole triệu."""
